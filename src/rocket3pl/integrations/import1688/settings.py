"""What the settings page of 1688상품관 asks the warehouse for."""

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField
from rocket3pl.integrations.import1688.early import PATH
from rocket3pl.integrations.import1688.setup import NAME
from rocket3pl.messages.targets import checked_url
from rocket3pl.shared.errors import Invalid, Problem

_SIGNS = r"[\x21-\x7e]{16,200}"


def _where() -> str:
    return gettext("1688상품관이 이벤트를 보낼 주소: %(path)s") % {"path": PATH}


def _clean(given: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was typed with the platform's address as it is kept.

    Looks the host's name up, so that mistakes show at once; it is checked again at every call.
    Raises Invalid.
    """
    typed = given.get("url", "").strip()
    if not typed:
        return given
    if "?" in typed:
        raise Invalid([Problem("url", "bad_url")])
    return {**given, "url": checked_url(typed).rstrip("/")}


CONNECTOR = Connector(
    code=NAME,
    name=_("1688상품관"),
    about=_("중국에서 발송된 상품의 이벤트를 받고 입출고 결과를 알립니다"),
    of="operator",
    fields=(
        KeyField(
            "url",
            _("1688상품관 주소"),
            required=False,
            pattern=r"https?://[\x21-\x7e]{1,190}",
            hint=_("https:// 로 시작하는 API 주소. 비워 두면 이벤트를 받기만 합니다"),
        ),
        KeyField(
            "secret", _("서명 시크릿"), secret=True, pattern=_SIGNS, moves_to="old_secret",
            hint=lazy(_where, str)(),
        ),
        KeyField(
            "old_secret", _("이전 서명 시크릿"), secret=True, required=False, pattern=_SIGNS,
            hint=_("서명 시크릿을 바꾸면 이전 값이 여기로 옮겨져 지울 때까지 함께 받습니다"),
        ),
        KeyField(
            "call_secret", _("호출 시크릿"), secret=True, required=False, pattern=_SIGNS,
            hint=_("1688상품관을 호출할 때의 서명. 비워 두면 서명 시크릿을 사용합니다"),
        ),
    ),
    clean=_clean,
)  # fmt: skip
