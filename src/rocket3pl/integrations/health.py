"""How connections are, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rocket3pl.integrations.connectors import Text
from rocket3pl.integrations.credentials import Keys
from rocket3pl.outside.models import Connection
from rocket3pl.web.list_spec import Tag

_OFF = Tag(pgettext_lazy("state", "사용 안 함"))
_LOST = Tag(pgettext_lazy("state", "키를 읽을 수 없음"), "bad", "alert-triangle")
_NEW = Tag(pgettext_lazy("state", "호출 전"), "info")
_OK = Tag(pgettext_lazy("state", "정상"), "ok", "check")
_FAILING = Tag(pgettext_lazy("state", "오류"), "warn", "alert-triangle")
_OPEN = Tag(pgettext_lazy("state", "일시 중단"), "bad", "alert-triangle")

_ERRORS: Mapping[str, Text] = {
    "no_connection": _("서버에 연결할 수 없습니다"),
    "no_such_host": _("서버 주소를 찾을 수 없습니다"),
    "inside_address": _("허용되지 않은 주소입니다"),
    "bad_address": _("잘못된 주소입니다"),
    "timeout": _("응답이 제때 오지 않았습니다"),
    "broken_answer": _("응답을 읽을 수 없습니다"),
    "too_large": _("응답이 너무 큽니다"),
    "key_refused": _("인증 키가 거부되었습니다"),
    "http_401": _("인증 키가 거부되었습니다"),
    "http_403": _("권한이 없거나 등록되지 않은 IP입니다"),
    "http_429": _("호출 한도를 초과했습니다"),
}


def error_text(code: str) -> str:
    """Return what an error's code means; a status without words of its own is named by its number."""
    if not code:
        return ""
    return str(_ERRORS.get(code) or _("서비스 오류 (%(code)s)") % {"code": code.removeprefix("http_")})


@dataclass(frozen=True, slots=True)
class Health:
    """One connection as pages show it."""

    name: str
    state: Tag
    last_ok_at: datetime | None = None
    last_error_at: datetime | None = None
    last_error: str = ""
    failures: int = 0
    open_until: datetime | None = None


def healths(named: Mapping[str, Keys], *, now: datetime) -> dict[str, Health]:
    """Return how the connections of these names and keys are, in one statement."""
    rows = {row.name: row for row in Connection.objects.filter(name__in=named)}
    return {name: _health(name, keys, rows.get(name), now) for name, keys in named.items()}


def _health(name: str, keys: Keys, row: Connection | None, now: datetime) -> Health:
    if not keys.readable:
        state = _LOST
    elif not keys.enabled:
        state = _OFF
    elif row is None or not row.calls:
        state = _NEW
    elif row.open_until is not None and row.open_until > now:
        state = _OPEN
    else:
        state = _FAILING if row.failures else _OK
    if row is None:
        return Health(name, state)
    return Health(
        name,
        state,
        row.last_ok_at,
        row.last_error_at,
        error_text(row.last_error),
        row.failures,
        row.open_until if state is _OPEN else None,
    )
