"""2단계 인증: the time-based numbers of a person's telephone, as a second proof at login."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from rocket3pl.owners.models import User
from rocket3pl.owners.people import managed_person
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, NotPermitted, Problem
from rocket3pl.shared.tenancy import current_scope

_NAME = "totp"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """How far a person's second factor is set up. The secret is there only until it is confirmed."""

    confirmed: bool
    waiting: bool
    secret: str = ""
    address: str = ""


def _me() -> User:
    """Return the person who acts, locked. Raises NotPermitted for the system and for sellers."""
    scope = current_scope()
    if scope.owner_id is not None or scope.actor.user_id is None:
        raise NotPermitted(_NAME)
    return User.objects.select_for_update(of=("self",)).get(pk=scope.actor.user_id)


def second_factor(user: User) -> SecondFactor:
    """Return what a person has set up."""
    devices = list(TOTPDevice.objects.filter(user=user))
    if any(d.confirmed for d in devices):
        return SecondFactor(confirmed=True, waiting=False)
    if not devices:
        return SecondFactor(confirmed=False, waiting=False)
    address = str(devices[0].config_url)
    secret = address.partition("secret=")[2].partition("&")[0]
    return SecondFactor(confirmed=False, waiting=True, secret=secret, address=address)


@transaction.atomic
def begin() -> None:
    """Make a new secret for the person who acts; it counts only after confirm().

    Raises Invalid (already_on), NotPermitted.
    """
    me = _me()
    if TOTPDevice.objects.filter(user=me, confirmed=True).exists():
        raise Invalid([Problem("", "already_on")])
    TOTPDevice.objects.filter(user=me).delete()
    TOTPDevice.objects.create(user=me, name=_NAME, confirmed=False)


def _accepts(device: TOTPDevice | None, token: str) -> bool:
    # The device slows down guessing by itself.
    return device is not None and device.verify_is_allowed()[0] and bool(device.verify_token(token))


def confirm(token: str, *, now: datetime) -> None:
    """Turn the second factor on with a number that the telephone shows.

    Raises Invalid (bad_token), NotPermitted.
    """
    # A wrong number must leave its mark on the device, so the refusal comes after the commit.
    with transaction.atomic():
        me = _me()
        device = TOTPDevice.objects.select_for_update().filter(user=me, confirmed=False).first()
        right = _accepts(device, token)
        if right and device is not None:
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            record("user.second_factor_on", me, after={"at": now.isoformat()})
    if not right:
        raise Invalid([Problem("token", "bad_token")])


def turn_off(token: str, *, now: datetime) -> None:
    """Turn the person's own second factor off; a valid number is needed.

    Raises Invalid (bad_token), NotPermitted.
    """
    with transaction.atomic():
        me = _me()
        device = TOTPDevice.objects.select_for_update().filter(user=me, confirmed=True).first()
        right = _accepts(device, token)
        if right:
            TOTPDevice.objects.filter(user=me).delete()
            record("user.second_factor_off", me, after={"at": now.isoformat()})
    if not right:
        raise Invalid([Problem("token", "bad_token")])


@transaction.atomic
def clear(login_id: str, *, version: int | None) -> None:
    """Take the second factor off a person who lost the telephone; the password still counts.

    Nobody takes off their own, nor does a key its maker's: that needs a number (turn_off).
    Raises Invalid (own_second_factor), NotFound, StaleDocument, NotPermitted.
    """
    user = managed_person(login_id, version=version)
    if user.pk == current_scope().actor.user_id:
        raise Invalid([Problem("", "own_second_factor")])
    TOTPDevice.objects.filter(user=user).delete()
    user.version += 1
    user.save(update_fields=["version"])
    record("user.second_factor_cleared", user)
