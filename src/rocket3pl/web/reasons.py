"""Why something did not work, in words: what handlers and calls to others store is a code."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.web.list_spec import Text

_REASONS: dict[str, Text] = {
    "the worker died at it": _("처리하던 프로그램이 여러 번 중단되었습니다"),
    "bad_address": _("주소가 올바르지 않습니다"),
    "inside_address": _("내부 주소로는 보낼 수 없습니다"),
    "no_such_host": _("주소를 찾을 수 없습니다"),
    "no_connection": _("연결되지 않았습니다"),
    "timeout": _("응답이 제때 오지 않았습니다"),
    "broken_answer": _("응답을 읽을 수 없습니다"),
    "too_large": _("응답이 너무 큽니다"),
    "circuit_open": _("상대 서비스에 장애가 있어 잠시 보내지 않습니다"),
    "secret_unreadable": _("시크릿을 읽을 수 없습니다. 시크릿을 교체해 주세요"),
    "endpoint_off": _("꺼져 있는 웹훅입니다. 먼저 켜 주세요"),
    "books_disagree": _("장부가 서로 맞지 않습니다. 장부 점검에서 확인해 주세요"),
    "NotFound": _("필요한 내용을 찾을 수 없습니다"),
    "NotPermitted": _("권한이 없습니다"),
    "StaleDocument": _("다른 사용자가 먼저 변경했습니다"),
    "IllegalTransition": _("현재 상태에서는 할 수 없는 작업입니다"),
    "StockBusy": _("지금 같은 재고를 다른 작업이 처리하고 있습니다"),
    "Invalid": _("내용이 올바르지 않습니다"),
    "OperationalError": _("데이터베이스에 연결할 수 없었습니다"),
}
_HTTP = re.compile(r"http_([1-5][0-9]{2})")


def reason_text(code: str) -> Text:
    """Return the sentence for why a message was put aside; a code without one stands for itself."""
    kind = code.partition(":")[0]
    if found := _HTTP.fullmatch(kind):
        return gettext("상대 서비스의 응답: HTTP %(status)s") % {"status": found.group(1)}
    return _REASONS.get(kind, code)
