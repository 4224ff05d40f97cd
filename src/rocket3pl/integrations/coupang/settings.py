"""What the settings page of Coupang asks a seller for, and the keys in use."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField, connection_name
from rocket3pl.integrations.credentials import seller_keys
from rocket3pl.owners.models import Owner


def _about() -> str:
    words = gettext("쿠팡 로켓그로스의 재고와 주문을 가져옵니다")
    if settings.OUTBOUND_IP:
        more = gettext("쿠팡 WING의 OPEN API 키 설정에 이 서버의 IP %(ip)s를 등록해 주세요")
        return f"{words}. {more % {'ip': settings.OUTBOUND_IP}}"
    more = gettext("쿠팡 WING의 OPEN API 키 설정에 이 서버의 IP를 등록해야 합니다. IP는 창고에 문의해 주세요")
    return f"{words}. {more}"


CONNECTOR = Connector(
    code="coupang",
    name=_("쿠팡"),
    about=lazy(_about, str)(),
    of="seller",
    fields=(
        KeyField("vendor_id", _("업체코드"), pattern=r"A[0-9]{8}", hint=_("A와 숫자 8자리. 예: A00012345")),
        KeyField("access_key", "Access Key"),
        KeyField("secret_key", "Secret Key", secret=True),
    ),
)


@dataclass(frozen=True, slots=True)
class Vendor:
    """A seller's account at Coupang, ready to be called."""

    owner_id: int
    owner_code: str
    vendor_id: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)

    @property
    def connection(self) -> str:
        """Return the name by which outside.Connection knows it."""
        return connection_name(CONNECTOR.code, self.owner_code)


def vendor_of(owner_id: int) -> Vendor | None:
    """Return a seller's account, None while it is off. The scope must hold the seller."""
    keys = seller_keys(CONNECTOR.code, owner_id)
    if not keys.enabled:
        return None
    code = Owner.objects.values_list("code", flat=True).get(pk=owner_id)
    return Vendor(owner_id, code, keys["vendor_id"], keys["access_key"], keys["secret_key"])
