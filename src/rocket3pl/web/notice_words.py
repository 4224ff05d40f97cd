"""Words and sentences of 알림. A notice keeps what happened; how it is said is the reader's language's."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.notices.rules import Kind
from rocket3pl.shared.listing import Row
from rocket3pl.web.formats import number
from rocket3pl.web.list_spec import Tag, Text

KINDS: Mapping[Kind, Text] = {
    Kind.PRODUCT_APPROVED: pgettext_lazy("notice", "상품 승인"),
    Kind.PRODUCT_REJECTED: pgettext_lazy("notice", "상품 반려"),
    Kind.PRODUCT_FAILED: pgettext_lazy("notice", "상품 자동 등록 실패"),
    Kind.INBOUND_IN_TRANSIT: pgettext_lazy("notice", "입고예정 자동 등록"),
    Kind.INBOUND_ARRIVED: pgettext_lazy("notice", "입고 도착"),
    Kind.INBOUND_COMPLETED: pgettext_lazy("notice", "입고 완료"),
    Kind.INBOUND_DIFFERENT: pgettext_lazy("notice", "입고 수량 차이"),
    Kind.INBOUND_REJECTED: pgettext_lazy("notice", "입고 반려"),
    Kind.OUTBOUND_SHIPPED: pgettext_lazy("notice", "출고 완료"),
    Kind.OUTBOUND_HELD: pgettext_lazy("notice", "출고 보류"),
    Kind.OUTBOUND_REJECTED: pgettext_lazy("notice", "출고 반려"),
    Kind.OUTBOUND_SHORT: pgettext_lazy("notice", "출고 부족"),
    Kind.CANCEL_CONFIRMED: pgettext_lazy("notice", "출고 취소 승인"),
    Kind.CANCEL_REFUSED: pgettext_lazy("notice", "출고 취소 거절"),
    Kind.STOCK_LOW: pgettext_lazy("notice", "재고 부족"),
    Kind.WEBHOOK_OFF: pgettext_lazy("notice", "웹훅 꺼짐"),
    Kind.CONNECTOR_FAILED: pgettext_lazy("notice", "연동 오류"),
    Kind.PRODUCT_REQUESTED: pgettext_lazy("notice", "상품 등록 신청"),
    Kind.INBOUND_REQUESTED: pgettext_lazy("notice", "입고 신청"),
    Kind.OUTBOUND_REQUESTED: pgettext_lazy("notice", "출고 신청"),
    Kind.CANCEL_ASKED: pgettext_lazy("notice", "출고 취소 요청"),
    Kind.MESSAGE_PARKED: pgettext_lazy("notice", "처리 보류"),
    Kind.BOOKS_DISAGREE: pgettext_lazy("notice", "장부 불일치"),
    Kind.JOB_DONE: pgettext_lazy("notice", "작업 완료"),
    Kind.JOB_FAILED: pgettext_lazy("notice", "작업 실패"),
}
# `what` is the document's number, `who` the seller's name, `n` how many.
SENTENCES: Mapping[Kind, Text] = {
    Kind.PRODUCT_APPROVED: _("%(what)s 상품이 승인되었습니다"),
    Kind.PRODUCT_REJECTED: _("%(what)s 상품이 반려되었습니다. 사유를 확인해 주세요"),
    Kind.PRODUCT_FAILED: _("자동으로 등록하지 못한 상품이 있습니다 (%(n)s건)"),
    Kind.INBOUND_IN_TRANSIT: _("%(what)s 입고예정이 등록되었습니다. 상품이 창고로 오고 있습니다"),
    Kind.INBOUND_ARRIVED: _("%(what)s 입고가 창고에 도착했습니다"),
    Kind.INBOUND_COMPLETED: _("%(what)s 입고가 예정 수량대로 완료되었습니다"),
    Kind.INBOUND_DIFFERENT: _("%(what)s 입고가 완료되었습니다. 예정 수량과 차이가 있습니다"),
    Kind.INBOUND_REJECTED: _("%(what)s 입고가 반려되었습니다. 사유를 확인해 주세요"),
    Kind.OUTBOUND_SHIPPED: _("%(what)s 출고가 완료되었습니다"),
    Kind.OUTBOUND_HELD: _("%(what)s 출고가 보류되었습니다. 사유를 확인해 주세요"),
    Kind.OUTBOUND_REJECTED: _("%(what)s 출고가 반려되었습니다. 사유를 확인해 주세요"),
    Kind.OUTBOUND_SHORT: _("%(what)s 출고에 부족한 상품이 있습니다"),
    Kind.CANCEL_CONFIRMED: _("%(what)s 출고의 취소 요청이 승인되었습니다"),
    Kind.CANCEL_REFUSED: _("%(what)s 출고의 취소 요청이 거절되었습니다"),
    Kind.STOCK_LOW: _("재고가 부족한 상품이 있습니다 (%(n)s건)"),
    Kind.WEBHOOK_OFF: _("%(what)s 웹훅이 응답하지 않아 꺼졌습니다"),
    Kind.CONNECTOR_FAILED: _("%(what)s 연동이 계속 실패하여 잠시 중단되었습니다. 키를 확인해 주세요"),
    Kind.PRODUCT_REQUESTED: _("%(who)s 화주의 상품 등록 신청이 있습니다 (%(n)s건)"),
    Kind.INBOUND_REQUESTED: _("%(who)s 화주의 입고 신청이 있습니다 (%(n)s건)"),
    Kind.OUTBOUND_REQUESTED: _("%(who)s 화주의 출고 신청이 있습니다 (%(n)s건)"),
    Kind.CANCEL_ASKED: _("%(who)s 화주가 %(what)s 출고의 취소를 요청했습니다"),
    Kind.MESSAGE_PARKED: _("처리하지 못하고 보류한 메시지가 있습니다 (%(n)s건)"),
    Kind.BOOKS_DISAGREE: _("장부 점검에서 서로 맞지 않는 재고가 발견되었습니다"),
    Kind.JOB_DONE: _("작업이 완료되었습니다. 파일이 준비되었습니다: %(what)s"),
    Kind.JOB_FAILED: _("작업이 실패했습니다: %(what)s"),
}
# Of several products that were decided together none is named.
OF_SEVERAL: Mapping[Kind, Text] = {
    Kind.PRODUCT_APPROVED: _("상품 %(n)s건이 승인되었습니다"),
    Kind.PRODUCT_REJECTED: _("상품 %(n)s건이 반려되었습니다. 사유를 확인해 주세요"),
}
UNREAD, READ = Tag(_("안읽음"), "info"), Tag(_("읽음"))


def sentence(row: Row) -> str:
    """Return what a notice says, in the language in force."""
    kind = Kind(row["kind"])
    words = SENTENCES[kind] if row["count"] == 1 else OF_SEVERAL.get(kind, SENTENCES[kind])
    values = {"what": row["subject"], "who": row["seller_name"] or "", "n": number(row["count"])}
    return str(words) % values
