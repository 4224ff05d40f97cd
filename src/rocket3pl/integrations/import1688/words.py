"""Words of the platform's events."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.web.list_spec import Tag, Text

KIND: Mapping[str, Text] = {
    "seller.linked": _("화주 연결"),
    "seller.unlinked": _("화주 연결 해제"),
    "cn.warehouse.received": _("중국 창고 입고"),
    "cn.inspection.completed": _("중국 창고 검수 완료"),
    "cn.outbound.shipped": _("중국 창고 출고"),
    "cn.outbound.cancelled": _("발송 철회"),
    "transport.departed": _("출항"),
    "transport.arrived": _("입항"),
    "customs.status_changed": _("통관 상태 변경"),
    "kr.delivery.dispatched": _("국내 배송 출발"),
    "product.updated": _("상품정보 변경"),
}
STATE: Mapping[str, Tag] = {
    "received": Tag(pgettext_lazy("event", "처리 대기"), "", "clock"),
    "done": Tag(pgettext_lazy("event", "처리 완료"), "ok"),
    "ignored": Tag(pgettext_lazy("event", "이전 내용"), ""),
    "failed": Tag(pgettext_lazy("event", "처리 실패"), "bad", "alert-triangle"),
    "unknown_seller": Tag(pgettext_lazy("event", "미연결 화주"), "warn"),
}
VIA: Mapping[str, Text] = {
    "webhook": _("수신"),
    "poll": _("조회"),
    "reconciled": _("대사"),
    "file": _("파일"),
    "demo": _("시연"),
}
REASON: Mapping[str, Text] = {
    "bad_type": _("알 수 없는 종류의 이벤트입니다"),
    "bad_seller": _("화주코드가 올바르지 않습니다"),
    "bad_occurred_at": _("발생 시각이 올바르지 않습니다"),
    "bad_shipment_no": _("배송번호가 올바르지 않습니다"),
    "bad_revision": _("revision은 1 이상의 정수여야 합니다"),
    "bad_lines": _("상품 목록이 없거나 line_no가 올바르지 않습니다"),
    "bad_status": _("알 수 없는 통관 상태입니다"),
    "bad_json": _("JSON 형식이 아닙니다"),
    "too_large": _("파일이 너무 큽니다"),
    "no_rows": _("파일에 내용이 없습니다"),
    "bad_columns": _("필요한 열이 없습니다"),
    "older_revision": _("더 새로운 revision이 이미 반영되었습니다"),
    "older_news": _("더 새로운 연결 상태가 이미 반영되었습니다"),
}
STORY: Mapping[str, Text] = {
    "normal": _("정상 배송"),
    "out_of_order": _("순서가 뒤바뀐 수신"),
    "duplicate": _("중복 수신"),
    "missing_fields": _("필수 항목 누락"),
}


def reason_text(code: str) -> str:
    """Return a reason in words; one that has none as it is."""
    name, _colon, rest = code.partition(":")
    known = REASON.get(name)
    return f"{known}: {rest}" if known and rest else str(known or code)
