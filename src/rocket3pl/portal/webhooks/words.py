"""Words of 웹훅: topics, states and refusals."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.messages.facts import TEST_TOPIC, Topic
from rocket3pl.messages.models import Endpoint
from rocket3pl.web.list_spec import Tag, Text

TOPICS: Mapping[str, Text] = {
    Topic.PRODUCT_REQUESTED: pgettext_lazy("topic", "상품 등록 신청"),
    Topic.PRODUCT_APPROVED: pgettext_lazy("topic", "상품 승인"),
    Topic.PRODUCT_REJECTED: pgettext_lazy("topic", "상품 반려"),
    Topic.INBOUND_REQUESTED: pgettext_lazy("topic", "입고 신청"),
    Topic.INBOUND_IN_TRANSIT: pgettext_lazy("topic", "입고예정 자동 등록"),
    Topic.STOCK_LOW: pgettext_lazy("topic", "재고 부족"),
    Topic.INBOUND_ACCEPTED: pgettext_lazy("topic", "입고 접수"),
    Topic.INBOUND_REJECTED: pgettext_lazy("topic", "입고 반려"),
    Topic.INBOUND_CANCELLED: pgettext_lazy("topic", "입고 취소"),
    Topic.INBOUND_ARRIVED: pgettext_lazy("topic", "입고 도착"),
    Topic.INBOUND_RECEIVING: pgettext_lazy("topic", "입고 검수"),
    Topic.INBOUND_COMPLETED: pgettext_lazy("topic", "입고 완료"),
    Topic.OUTBOUND_REQUESTED: pgettext_lazy("topic", "출고 신청"),
    Topic.OUTBOUND_ACCEPTED: pgettext_lazy("topic", "출고 접수"),
    Topic.OUTBOUND_PICKING_STARTED: pgettext_lazy("topic", "피킹 시작"),
    Topic.OUTBOUND_PICKED: pgettext_lazy("topic", "상품 피킹"),
    Topic.OUTBOUND_SHORT_REPORTED: pgettext_lazy("topic", "부족 수량 확인"),
    Topic.OUTBOUND_PICKING_FINISHED: pgettext_lazy("topic", "피킹 완료"),
    Topic.OUTBOUND_PACKED: pgettext_lazy("topic", "포장 완료"),
    Topic.OUTBOUND_SHIPPED: pgettext_lazy("topic", "출고 완료"),
    Topic.OUTBOUND_DISPATCHED: pgettext_lazy("topic", "배송 시작"),
    Topic.OUTBOUND_DELIVERED: pgettext_lazy("topic", "배송 완료"),
    Topic.OUTBOUND_COUPANG_RECEIVED: pgettext_lazy("topic", "쿠팡 입고"),
    Topic.OUTBOUND_HELD: pgettext_lazy("topic", "출고 보류"),
    Topic.OUTBOUND_RESUMED: pgettext_lazy("topic", "출고 보류 해제"),
    Topic.OUTBOUND_REJECTED: pgettext_lazy("topic", "출고 반려"),
    Topic.OUTBOUND_CANCEL_ASKED: pgettext_lazy("topic", "출고 취소 요청"),
    Topic.OUTBOUND_CANCEL_REFUSED: pgettext_lazy("topic", "출고 취소 요청 거절"),
    Topic.OUTBOUND_CANCELLED: pgettext_lazy("topic", "출고 취소"),
}
EVERY_TOPIC: Mapping[str, Text] = {**TOPICS, TEST_TOPIC: pgettext_lazy("topic", "테스트")}
GROUPS: Mapping[str, Text] = {"product": _("상품"), "inbound": _("입고"), "outbound": _("출고")}

DELIVERY_STATES: Mapping[str, Tag] = {
    "waiting": Tag(pgettext_lazy("delivery", "대기"), "info", "clock"),
    "delivered": Tag(pgettext_lazy("delivery", "성공"), "ok"),
    "failed": Tag(pgettext_lazy("delivery", "실패"), "bad", "alert-triangle"),
}
WHY_OFF: Mapping[str, Text] = {
    "off": _("직접 껐습니다"),
    "gone": _("상대 시스템이 410(없어진 주소)으로 응답하여 꺼졌습니다"),
    "failing": _("5일 동안 한 번도 성공하지 못하여 꺼졌습니다"),
}
SENTENCES: Mapping[str, Text] = {
    "bad_url": _("https:// 로 시작하는 인터넷 주소를 입력해 주세요"),
    "https_only": _("https:// 로 시작하는 주소를 입력해 주세요"),
    "bad_port": _("443 포트의 주소만 사용할 수 있습니다"),
    "no_such_host": _("주소를 찾을 수 없습니다"),
    "inside_address": _("내부 주소로는 보낼 수 없습니다"),
    "too_many_endpoints": _("웹훅은 %(max)s개까지 등록할 수 있습니다"),
    "endpoint_off": _("꺼져 있는 웹훅입니다. 먼저 켜 주세요"),
}


def endpoint_state(endpoint: Endpoint) -> Tag:
    """Return how an endpoint is."""
    if not endpoint.enabled:
        return Tag(pgettext_lazy("webhook", "꺼짐"), "bad" if endpoint.disabled_reason != "off" else "")
    if endpoint.failing_since is not None:
        return Tag(pgettext_lazy("webhook", "실패중"), "warn", "alert-triangle")
    return Tag(pgettext_lazy("webhook", "사용중"), "ok")
