"""The words for codes of the domain: one word per state, the same for sellers and the warehouse.

States carry a context, since the same Korean word is also a button: 신청 "Requested" and 신청 "Submit".
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared.listing import Row
from rocket3pl.web.list_spec import Tag

Text = str | Promise

# A product's names, in the order in which files and pages have them.
NAME_LANGUAGES: tuple[tuple[str, Text], ...] = (
    ("zh", _("중문상품명")),
    ("ko", _("한글상품명")),
    ("en", _("영문상품명")),
)
PRODUCT_STATUS: Mapping[str, Tag] = {
    "requested": Tag(pgettext_lazy("state", "신청"), "", "clock"),
    "approved": Tag(pgettext_lazy("state", "승인"), "ok"),
    "rejected": Tag(pgettext_lazy("state", "반려"), "bad", "alert-triangle"),
    "inactive": Tag(pgettext_lazy("state", "중지"), "warn"),
    "withdrawn": Tag(pgettext_lazy("state", "삭제"), "bad"),
}
INBOUND_STATUS: Mapping[str, Tag] = {
    "in_transit": Tag(pgettext_lazy("state", "운송중"), "info"),
    "requested": Tag(pgettext_lazy("state", "신청")),
    "accepted": Tag(pgettext_lazy("state", "접수"), "brand"),
    "arrived": Tag(pgettext_lazy("state", "도착"), "violet"),
    "receiving": Tag(pgettext_lazy("state", "검수중"), "info"),
    "completed": Tag(pgettext_lazy("state", "입고완료"), "ok"),
    "rejected": Tag(pgettext_lazy("state", "반려"), "bad"),
    "cancelled": Tag(pgettext_lazy("state", "취소"), "bad"),
}
OUTBOUND_STATUS: Mapping[str, Tag] = {
    "requested": Tag(pgettext_lazy("state", "신청")),
    "accepted": Tag(pgettext_lazy("state", "접수"), "brand"),
    "picking": Tag(pgettext_lazy("state", "피킹중"), "info"),
    "packing": Tag(pgettext_lazy("state", "패킹중"), "info"),
    "ready": Tag(pgettext_lazy("state", "출고대기"), "warn"),
    "shipped": Tag(pgettext_lazy("state", "출고완료"), "ok"),
    "in_delivery": Tag(pgettext_lazy("state", "배송중"), "info"),
    "delivered": Tag(pgettext_lazy("state", "배송완료"), "ok"),
    "coupang_received": Tag(pgettext_lazy("state", "쿠팡입고"), "ok"),
    "on_hold": Tag(pgettext_lazy("state", "보류"), "warn", "alert-triangle"),
    "rejected": Tag(pgettext_lazy("state", "반려"), "bad"),
    "cancelled": Tag(pgettext_lazy("state", "취소"), "bad"),
}
PARCEL_STATUS: Mapping[str, Tag] = {
    # Nobody was asked yet.
    "": Tag(pgettext_lazy("parcel", "조회 전")),
    "unknown": Tag(pgettext_lazy("parcel", "정보 없음")),
    "information_received": Tag(pgettext_lazy("parcel", "접수")),
    "at_pickup": Tag(pgettext_lazy("parcel", "집화"), "brand"),
    "in_transit": Tag(pgettext_lazy("parcel", "이동중"), "info"),
    "out_for_delivery": Tag(pgettext_lazy("parcel", "배송출발"), "violet"),
    "attempt_fail": Tag(pgettext_lazy("parcel", "배송실패"), "bad", "alert-triangle"),
    "delivered": Tag(pgettext_lazy("parcel", "배송완료"), "ok"),
    "available_for_pickup": Tag(pgettext_lazy("parcel", "수령 대기"), "warn"),
    "exception": Tag(pgettext_lazy("parcel", "이상"), "bad", "alert-triangle"),
}
STOCK_STATE: Mapping[str, Tag] = {
    "ok": Tag(pgettext_lazy("state", "정상"), "ok"),
    "low": Tag(pgettext_lazy("state", "재고부족"), "warn", "alert-triangle"),
    "out": Tag(pgettext_lazy("state", "품절"), "bad"),
}
METHOD: Mapping[str, Tag] = {
    "milkrun": Tag(_("밀크런"), "brand"),
    "parcel": Tag(_("택배"), "violet"),
}

# The parts of stock, as columns and in movements.
STOCK_PARTS: Mapping[str, Text] = {
    "supplier": _("공급처"),
    "customer": _("출고처"),
    "adjustment": _("재고조정"),
    "incoming": _("입고예정"),
    "receiving": _("검수중 재고"),
    "available": _("가용재고"),
    "reserved": _("할당(출고예정)"),
    "picked": _("피킹재고"),
    "hold": _("보류재고"),
    "damaged": _("불량재고"),
    "on_hand": _("총재고"),
}
POSTING_KIND: Mapping[str, Text] = {
    "announce": pgettext_lazy("movement", "입고 예정"),
    "retract": pgettext_lazy("movement", "입고 예정 취소"),
    "receive": pgettext_lazy("movement", "입고 검수"),
    "putaway": pgettext_lazy("movement", "적치"),
    "reserve": pgettext_lazy("movement", "출고 예약"),
    "release_reservation": pgettext_lazy("movement", "예약 해제"),
    "pick": pgettext_lazy("movement", "피킹"),
    "unpick": pgettext_lazy("movement", "피킹 취소"),
    "ship": pgettext_lazy("movement", "출고"),
    "return": pgettext_lazy("movement", "반품"),
    "hold": pgettext_lazy("movement", "보류"),
    "unhold": pgettext_lazy("movement", "보류 해제"),
    "damage": pgettext_lazy("movement", "불량 처리"),
    "repair": pgettext_lazy("movement", "불량 해제"),
    "count_gain": pgettext_lazy("movement", "재고 증가"),
    "count_loss": pgettext_lazy("movement", "재고 감소"),
    "relocate": pgettext_lazy("movement", "이동"),
    "reversal": pgettext_lazy("movement", "정정"),
}
ADJUSTMENT: Mapping[str, Text] = {
    "gain": pgettext_lazy("adjustment", "재고 증가"),
    "loss": pgettext_lazy("adjustment", "재고 감소"),
    "hold": pgettext_lazy("adjustment", "보류로 옮기기"),
    "unhold": pgettext_lazy("adjustment", "보류에서 되돌리기"),
    "damage": pgettext_lazy("adjustment", "불량으로 옮기기"),
    "repair": pgettext_lazy("adjustment", "불량에서 되돌리기"),
    "scrap": pgettext_lazy("adjustment", "불량 폐기"),
}
ADJUSTMENT_REASON: Mapping[str, Text] = {
    "counted": pgettext_lazy("reason", "실사 차이"),
    "found": pgettext_lazy("reason", "재고 발견"),
    "lost": pgettext_lazy("reason", "분실"),
    "broken": pgettext_lazy("reason", "파손"),
    "inbound_not_recorded": pgettext_lazy("reason", "입고 누락"),
    "outbound_not_recorded": pgettext_lazy("reason", "출고 누락"),
    "quality_check": pgettext_lazy("reason", "품질 점검"),
    "owner_request": pgettext_lazy("reason", "화주 요청"),
    "data_entry": pgettext_lazy("reason", "입력 오류"),
}
DIFFERENCE: Mapping[str, Tag] = {
    "short": Tag(pgettext_lazy("difference", "부족"), "bad"),
    "over": Tag(pgettext_lazy("difference", "초과"), "warn"),
    "wrong": Tag(pgettext_lazy("difference", "오배송"), "warn"),
    "damaged": Tag(pgettext_lazy("difference", "파손"), "bad"),
}
REFUSAL: Mapping[str, Text] = {
    "wrong_name": _("상품명이 상품과 다릅니다"),
    "wrong_fnsku": _("Fnsku가 올바르지 않습니다"),
    "wrong_measure": _("무게 또는 부피가 올바르지 않습니다"),
    "wrong_price": _("세관신고가격이 올바르지 않습니다"),
    "wrong_hs_code": _("hscode가 올바르지 않습니다"),
    "bad_image": _("상품이미지를 알아볼 수 없습니다"),
    "restricted_goods": _("취급할 수 없는 상품입니다"),
    "other": _("기타"),
}
# Why a line of goods from China could not register itself (shipments/facts.py).
LINE_REASON: Mapping[str, Text] = {
    "missing_field": _("필수 항목이 없습니다"),
    "invalid_field": _("값이 올바르지 않습니다"),
    "invalid_hs_code": _("hscode가 올바르지 않습니다"),
    "duplicate_fnsku": _("이미 등록된 Fnsku입니다"),
    "duplicate_seller_sku": _("같은 Seller Sku와 옵션의 상품이 있습니다"),
    "duplicate_line": _("같은 상품이 두 번 있습니다"),
    "unknown_warehouse": _("등록되지 않은 창고입니다"),
    "other_warehouse": _("다른 창고에 등록된 상품입니다"),
    "image_unreachable": _("상품이미지를 내려받을 수 없습니다"),
    "image_unreadable": _("상품이미지 파일을 열 수 없습니다"),
    "product_rejected": _("반려된 상품입니다. 먼저 상품을 재신청해 주세요"),
    "quantity_out_of_range": _("수량은 1 이상 1,000,000 이하여야 합니다"),
}
# The way of goods from China to the shelf (shipments/queries.py).
WAY: Mapping[str, Text] = {
    "cn_received": _("중국 창고 입고"),
    "cn_inspected": _("중국 창고 검수 완료"),
    "cn_shipped": _("중국 창고 출고"),
    "departed": _("출항"),
    "port_arrived": _("입항"),
    "customs_declared": _("수입신고"),
    "customs_inspected": _("세관 검사"),
    "customs_held": _("통관 보류"),
    "customs_released": _("통관 완료"),
    "dispatched": _("국내 배송 출발"),
    "withdrawn": _("발송 철회"),
    "arrived": _("로켓전용창고 도착"),
    "completed": _("입고완료"),
}
# What happened, on the timelines of documents.
EVENT: Mapping[str, Text] = {
    "product.requested": _("상품 등록을 신청했습니다"),
    "product.reapplied": _("상품 등록을 다시 신청했습니다"),
    "product.edited": _("상품정보를 수정했습니다"),
    "product.approved": _("상품을 승인했습니다"),
    "product.rejected": _("상품을 반려했습니다"),
    "product.withdrawn": _("상품 신청을 삭제했습니다"),
    "product.change_approved": _("상품정보 변경을 승인했습니다"),
    "product.change_refused": _("상품정보 변경을 반려했습니다"),
    "product.stopped": _("상품을 중지했습니다"),
    "product.resumed": _("상품을 다시 사용합니다"),
    "product.low_stock_set": _("상품의 재고 부족 기준을 바꿨습니다"),
    "owner.low_stock_set": _("재고 부족 기준을 바꿨습니다"),
    "stock.adjusted": _("재고를 조정했습니다"),
    "inbound.requested": _("입고를 신청했습니다"),
    "inbound.expected": _("입고예정이 자동으로 등록되었습니다"),
    "inbound.revised": _("입고예정이 변경되었습니다"),
    "inbound.withdraw": _("발송이 철회되어 취소되었습니다"),
    "inbound.begin": _("검수를 시작했습니다"),
    "product.followed": _("1688상품관의 변경 내용을 반영했습니다"),
    "product.upstream_differs": _("1688상품관의 변경 내용이 수정한 값과 달라 반영하지 않았습니다"),
    "inbound.accept": _("입고를 접수했습니다"),
    "inbound.reject": _("입고를 반려했습니다"),
    "inbound.cancel": _("입고를 취소했습니다"),
    "inbound.arrive": _("창고에 도착했습니다"),
    "inbound.receive": _("검수 수량을 입력했습니다"),
    "inbound.close": _("입고를 완료했습니다"),
    "inbound.differs": _("신청 수량과 차이가 있습니다"),
    "outbound.requested": _("출고를 신청했습니다"),
    "outbound.accept": _("출고를 접수했습니다"),
    "outbound.start_picking": _("피킹을 시작했습니다"),
    "outbound.pick": _("상품을 피킹했습니다"),
    "outbound.report_short": _("부족 수량을 확인했습니다"),
    "outbound.finish_picking": _("피킹을 마쳤습니다"),
    "outbound.pack": _("포장을 마쳤습니다"),
    "outbound.ship": _("출고를 완료했습니다"),
    "outbound.hold": _("출고를 보류했습니다"),
    "outbound.resume": _("출고를 다시 진행합니다"),
    "outbound.reject": _("출고를 반려했습니다"),
    "outbound.cancel": _("출고를 취소했습니다"),
    "outbound.ask_cancel": _("출고 취소를 요청했습니다"),
    "outbound.confirm_cancel": _("출고 취소를 승인했습니다"),
    "outbound.refuse_cancel": _("출고 취소 요청을 거절했습니다"),
    "outbound.recipient_seen": _("받는 분 정보를 확인했습니다"),
    "outbound.dispatch": _("배송을 시작했습니다"),
    "outbound.deliver": _("배송을 완료했습니다"),
    "outbound.coupang_receive": _("쿠팡에 입고되었습니다"),
}


def word(words: Mapping[str, Text], code: str) -> Text:
    """Return the word for a code; a code without one stands for itself."""
    return words.get(code, code)


def parcel_tag(status: str) -> Tag:
    """Return how a parcel's status looks; one without a word stands for itself."""
    return PARCEL_STATUS.get(status) or Tag(status)


def lines_differ(row: Row) -> str:
    """Return a word for an inbound whose lines differ from what was announced although their sums agree."""
    return gettext("차이 있음") if row["differs"] and row["difference"] == 0 else ""
