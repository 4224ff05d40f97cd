"""연동: the list of connectors with their health, and one form per connector, for both sides."""

import re
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rocket3pl.integrations import registry
from rocket3pl.integrations.checks import CONFIRMED, NO_ADDRESS, NO_KEYS, TOO_SOON, Checked, check
from rocket3pl.integrations.connectors import Connector, KeyField, Text, connection_name
from rocket3pl.integrations.credentials import Keys, hint, operator_keys, save_keys, seller_keys
from rocket3pl.integrations.health import Health, healths
from rocket3pl.integrations.models import SellerCredential
from rocket3pl.integrations.probes import PROBES
from rocket3pl.integrations.words import ADDRESS, checked_text
from rocket3pl.shared.errors import Invalid, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller, staff
from rocket3pl.web.forms import SENTENCES, Form, TextField, problems_to_form

# So many sellers' connections are shown at the most, the troubled ones first.
_MOST_SHOWN = 100
_VERSION = re.compile(r"[0-9]{1,9}")


class KeysForm(Form):
    """The keys of one connector. A secret that is kept need not be typed again."""

    def __init__(self, *args: Any, connector: Connector, keys: Keys, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["enabled"] = forms.BooleanField(label=_("사용"), required=False, initial=keys.enabled)
        for field in connector.fields:
            self.fields[field.name] = _field(field, keys[field.name])
            if field.secret and not field.required and keys[field.name]:
                label: Any = gettext("저장된 %(name)s 지우기") % {"name": field.label}
                self.fields[f"clear_{field.name}"] = forms.BooleanField(label=label, required=False)

    def cleared(self) -> list[str]:
        """Return the secrets that shall be kept no longer."""
        ticked = [name for name, value in self.cleaned_data.items() if value is True]
        return [name.removeprefix("clear_") for name in ticked if name.startswith("clear_")]


def _field(field: KeyField, kept: str) -> forms.CharField:
    def fits(value: str) -> None:
        if not re.fullmatch(field.pattern, value):
            raise ValidationError(_("형식을 확인해 주세요"), code="bad_format")

    help_text = str(field.hint)
    if field.secret and kept:
        words = gettext("저장된 값: %(hint)s. 바꿀 때만 입력해 주세요") % {"hint": hint(kept)}
        help_text = f"{words}. {help_text}" if help_text else words
    attrs = {"autocomplete": "off", "spellcheck": "false", "class": "mono"}
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"}) if field.secret else None
    most: Any = _("%(limit_value)s자 이하로 입력해 주세요")
    return TextField(
        label=cast("Any", field.label),
        error_messages={"required": cast("Any", SENTENCES["required"]), "max_length": most},
        max_length=200,
        required=field.required and not (field.secret and kept),
        initial="" if field.secret else kept,
        help_text=help_text,
        validators=[fits],
        widget=widget or forms.TextInput(attrs=attrs),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A connector in the list. `shown_only`: the environment sets it up, and its page tells how it is."""

    connector: Connector
    health: Health
    url: str
    shown_only: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side's pages: whose keys they hold, and the routes of the list, of one connector, of 연결 확인."""

    of: str
    list_route: str
    route: str
    check_route: str


_OPERATOR = Side(
    "operator", "integrations:connectors", "integrations:connector", "integrations:connector_check"
)
_SELLER = Side(
    "seller", "integrations:my_connectors", "integrations:my_connector", "integrations:my_connector_check"
)


def _named(request: HttpRequest, side: Side, connector: Connector) -> tuple[str, Keys]:
    """Return the connection's name and the keys of the side whose page it is."""
    if registry.is_of_environment(connector):
        return connection_name(connector.code), Keys({}, enabled=True, version=0)
    if side.of == "operator":
        return connection_name(connector.code), operator_keys(connector.code)
    user: Any = request.user
    return connection_name(connector.code, user.owner.code), seller_keys(connector.code, user.owner_id)


def _list(request: HttpRequest, side: Side, **more: Any) -> HttpResponse:
    found = [(c, *_named(request, side, c)) for c in registry.connectors(side.of)]
    states = healths({name: keys for _c, name, keys in found}, now=timezone.now())
    lines = [
        Line(c, states[name], reverse(side.route, args=[c.code]), registry.is_of_environment(c))
        for c, name, _keys in found
    ]
    return render(request, "integrations/connectors.html", {"lines": lines, **more})


def _form(request: HttpRequest, side: Side, code: str) -> HttpResponse:
    """Show the form of a connector's keys; by POST keep them."""
    connector = registry.connector(code, of=side.of)
    name, keys = _named(request, side, connector)
    status, stale = 200, False
    shown_only = registry.is_of_environment(connector)
    if shown_only:
        form = KeysForm(connector=connector, keys=keys)
        status = 200 if request.method != "POST" else 409
    elif request.method == "POST":
        form = KeysForm(request.POST, connector=connector, keys=keys)
        status = 422
        given = str(request.POST.get("version") or "")
        if form.is_valid():
            values = {f.name: form.cleaned_data[f.name] for f in connector.fields}
            try:
                save_keys(
                    connector,
                    values,
                    enabled=form.cleaned_data["enabled"],
                    version=int(given) if _VERSION.fullmatch(given) else -1,
                    now=timezone.now(),
                    cleared=form.cleared(),
                )
            except Invalid as error:
                problems_to_form(error.problems, form, ADDRESS)
            except StaleDocument:
                status, stale = 409, True
            else:
                messages.success(request, gettext("저장했습니다"))
                return redirect(side.list_route)
    else:
        form = KeysForm(connector=connector, keys=keys)
    context = {
        "connector": connector,
        "form": form,
        "keys": keys,
        "stale": stale,
        "shown_only": shown_only,
        "check_url": reverse(side.check_route, args=[code]) if keys.version or shown_only else "",
        "health": healths({name: keys}, now=timezone.now())[name],
        "list_url": reverse(side.list_route),
        "here": side.list_route,
    }
    return render(request, "integrations/connector.html", context, status=status)


def _check(request: HttpRequest, side: Side, code: str) -> HttpResponse:
    """연결 확인: call once with the keys that are kept, and say what came back."""
    connector = registry.connector(code, of=side.of)
    name, keys = _named(request, side, connector)
    now, user = timezone.now(), cast("Any", request.user)
    if not (keys.values or registry.is_of_environment(connector)):
        found = Checked(NO_KEYS)
    else:
        probe = PROBES[code](keys, user.owner.code if user.owner_id else "", now)
        found = check(name, probe, now=now) if probe else Checked(NO_ADDRESS)
    tell = {CONFIRMED: messages.success, TOO_SOON: messages.warning}.get(found.outcome, messages.error)
    tell(request, checked_text(found))
    return redirect(side.route, code)


def _of_sellers() -> list[tuple[SellerCredential, Text, Health]]:
    """Return the sellers' connections with their health, troubled ones first."""
    rows = list(SellerCredential.objects.filter(enabled=True).select_related("owner").order_by("owner__name"))
    found = {connection_name(r.connector, r.owner.code): r for r in rows}
    on = Keys({}, enabled=True, version=1)
    states = healths(dict.fromkeys(found, on), now=timezone.now())
    names = {c.code: c.name for c in registry.CONNECTORS}
    shown = [(row, names.get(row.connector, row.connector), states[name]) for name, row in found.items()]
    return sorted(shown, key=lambda line: -line[2].failures)[:_MOST_SHOWN]


@staff(Right.EDIT_MASTER_DATA)
@require_safe
def connectors(request: HttpRequest) -> HttpResponse:
    """연동 of the warehouse, with the health of the sellers' own."""
    return _list(request, _OPERATOR, of_sellers=_of_sellers(), for_staff=True)


@staff(Right.EDIT_MASTER_DATA)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def connector(request: HttpRequest, connector: str) -> HttpResponse:
    """One connector of the warehouse."""
    return _form(request, _OPERATOR, connector)


@staff(Right.EDIT_MASTER_DATA)
@require_POST
def connector_check(request: HttpRequest, connector: str) -> HttpResponse:
    """연결 확인 of the warehouse's keys."""
    return _check(request, _OPERATOR, connector)


@seller(Right.MANAGE_OWN_STAFF)
@require_safe
def my_connectors(request: HttpRequest) -> HttpResponse:
    """연동 of a seller."""
    return _list(request, _SELLER)


@seller(Right.MANAGE_OWN_STAFF)
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def my_connector(request: HttpRequest, connector: str) -> HttpResponse:
    """One connector of a seller."""
    return _form(request, _SELLER, connector)


@seller(Right.MANAGE_OWN_STAFF)
@require_POST
def my_connector_check(request: HttpRequest, connector: str) -> HttpResponse:
    """연결 확인 of a seller's keys."""
    return _check(request, _SELLER, connector)
