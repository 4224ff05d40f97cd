"""Words of the settings pages: what came of 연결 확인, and what is wrong with an address."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations import checks
from rocket3pl.integrations.checks import Checked
from rocket3pl.integrations.connectors import Text
from rocket3pl.integrations.health import error_text

_CHECKED: Mapping[str, Text] = {
    checks.CONFIRMED: _("확인되었습니다. 저장된 키로 연결됩니다"),
    checks.REFUSED: _("키가 거절되었습니다. 저장된 키를 확인해 주세요"),
    checks.DENIED: _("키의 권한이 없거나 이 서버의 IP가 등록되어 있지 않습니다"),
    checks.BUSY: _("호출 한도를 초과했습니다. 잠시 후 다시 확인해 주세요"),
    checks.NO_ANSWER: _("응답이 없습니다. 잠시 후 다시 확인해 주세요"),
    checks.NO_CONNECTION: _("연결하지 못했습니다"),
    checks.ODD: _("알 수 없는 응답이 왔습니다"),
    checks.TOO_SOON: _("방금 확인했습니다. 5초 후에 다시 확인해 주세요"),
    checks.NO_KEYS: _("확인할 키가 없습니다. 키를 먼저 저장해 주세요"),
    checks.NO_ADDRESS: _("확인할 주소가 없습니다. 1688상품관 주소를 먼저 저장해 주세요"),
}
_WITH_REASON = frozenset({checks.NO_CONNECTION, checks.ODD})
# Of an address that somebody typed.
ADDRESS: Mapping[str, Text] = {
    "bad_url": _("https:// 로 시작하는 인터넷 주소를 입력해 주세요"),
    "https_only": _("https:// 로 시작하는 주소를 입력해 주세요"),
    "bad_port": _("443 포트의 주소만 사용할 수 있습니다"),
    "no_such_host": _("주소를 찾을 수 없습니다"),
    "inside_address": _("내부 주소로는 보낼 수 없습니다"),
}


def checked_text(found: Checked) -> str:
    """Return what came of 연결 확인, in words."""
    text = str(_CHECKED[found.outcome])
    return f"{text}: {error_text(found.code)}" if found.outcome in _WITH_REASON else text
