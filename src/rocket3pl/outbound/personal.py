"""Who gets the goods: shown masked, and in full only on request, which is recorded."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rocket3pl.outbound.models import Outbound
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require
from rocket3pl.shared.validators import mask_address, mask_name, mask_phone, phone_text


@dataclass(frozen=True, slots=True)
class Recipient:
    """받는 분, ready to be read. `masked` says that parts are hidden."""

    name: str
    phone: str
    postcode: str
    region: str
    city: str
    address: str
    masked: bool


def shown_name(name: str, method: str) -> str:
    """Return a recipient's name for lists: a person's is masked, Coupang's own centre is nobody's secret."""
    centre = method == Outbound.Method.MILKRUN and name.startswith("쿠팡")
    return name if centre else mask_name(name)


def masked_recipient(outbound: Outbound) -> Recipient:
    """Return the recipient with what tells the person hidden."""
    return Recipient(
        name=shown_name(outbound.recipient, outbound.method),
        phone=mask_phone(outbound.phone) if outbound.phone else "",
        postcode=outbound.postcode,
        region=outbound.region,
        city=outbound.city,
        address=mask_address(outbound.address),
        masked=True,
    )


def full_recipient(outbound: Outbound) -> Recipient:
    """Return the recipient with nothing hidden: for the one answer that was asked for."""
    return Recipient(
        name=outbound.recipient,
        phone=phone_text(outbound.phone) if outbound.phone else "",
        postcode=outbound.postcode,
        region=outbound.region,
        city=outbound.city,
        address=outbound.address,
        masked=False,
    )


@transaction.atomic
def reveal_recipient(number: str, *, now: datetime) -> Recipient:
    """Return the recipient of an outbound of the scope in full, and record who looked.

    Raises NotFound, NotPermitted.
    """
    require(Right.SEE_PERSONAL_DATA)
    outbound = Outbound.objects.filter(number=number).first()
    if outbound is None:
        raise NotFound(number)
    record("outbound.recipient_seen", outbound, owner_id=outbound.owner_id, now=now)
    return full_recipient(outbound)
