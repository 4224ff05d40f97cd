"""Sellers who switch 로켓3PL on and off at the platform."""

from datetime import datetime

from rocket3pl.integrations.import1688.contract import LINKED, Read
from rocket3pl.integrations.import1688.intake import TOPIC
from rocket3pl.integrations.import1688.models import PlatformEvent, SellerLink
from rocket3pl.owners.models import Owner, User
from rocket3pl.owners.operations import OwnerDetails, add_owner
from rocket3pl.owners.people import NewPerson, add_person
from rocket3pl.shared.audit import record
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.rights import Role


def take_link(read: Read, *, now: datetime) -> bool:
    """Take that a seller is linked or not; say whether it was the latest news.

    A new seller becomes an owner whose complete products are approved by rule, with a person who logs in by
    아이디 and API KEY. Events of theirs that came too early are worked on again. An owner whom the
    warehouse has suspended stays so: only what the platform switched off it switches on again. Raises
    Invalid.
    """
    linked, at = read.kind == LINKED, (read.event.occurred_at, read.event.event_id)
    link, new = SellerLink.objects.select_for_update().get_or_create(
        code=read.seller.code,
        defaults={"linked": linked, "told_at": at[0], "event_id": at[1]},
    )
    if not new and at <= (link.told_at, link.event_id):
        return False
    was_off = not new and not link.linked
    link.linked, link.told_at, link.event_id = linked, *at
    link.save()
    if linked:
        _open(read)
    if not linked or was_off:
        _switch(read.seller.code, active=linked)
    if linked:
        _again(read.seller.code, now)
    return True


def _open(read: Read) -> None:
    seller = read.seller
    if not Owner.objects.filter(code=seller.code).exists():
        details = OwnerDetails(seller.name or seller.code, business_no=seller.business_no, auto_approve=True)
        add_owner(details, code=seller.code)
    if seller.login_id and not User.objects.filter(login_id__iexact=seller.login_id).exists():
        add_person(
            NewPerson(seller.login_id, seller.name or seller.login_id, Role.OWNER_ADMIN, owner=seller.code)
        )


def _switch(code: str, *, active: bool) -> None:
    status = Owner.Status.ACTIVE if active else Owner.Status.SUSPENDED
    owner = Owner.objects.filter(code=code).exclude(status=status).first()
    if owner is not None:
        owner.status = status
        owner.version += 1
        owner.save(update_fields=["status", "version"])
        record("owner.linked" if active else "owner.unlinked", owner, owner_id=owner.pk)


def _again(code: str, now: datetime) -> None:
    """Have events worked on that came before their seller was known."""
    waiting = PlatformEvent.objects.filter(seller_code=code, state=PlatformEvent.State.UNKNOWN_SELLER)
    announce([(None, TOPIC, {"event": key}) for key in waiting.values_list("id", flat=True)], now=now)
