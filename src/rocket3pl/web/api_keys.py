"""API 키: the page on which keys of programs are made and taken back, for sellers and the warehouse alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rocket3pl.owners.api_keys import AREAS, LEVELS, api_keys, create_api_key_once, revoke_api_key
from rocket3pl.owners.models import ApiKey
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.rights import Role
from rocket3pl.web.forms import Form, Text, TextField, given_key, problems_to_form, submission_key
from rocket3pl.web.list_spec import Tag
from rocket3pl.web.menu import ROLE_NAMES

AREA_NAMES: dict[str, Text] = {
    "products": _("상품"),
    "inventory": _("재고"),
    "inbound": _("입고"),
    "outbound": _("출고"),
    "files": _("파일"),
    "settings": _("설정"),
    "reference": _("기준정보"),
    "people": _("사용자"),
}
LEVEL_NAMES: dict[str, Text] = {"none": _("없음"), "read": _("읽기"), "write": _("쓰기")}
_SENTENCES: dict[str, Text] = {
    "no_areas": _("권한을 1개 이상 선택해 주세요"),
    "too_many": _("API 키는 %(max)s개까지 만들 수 있습니다. 쓰지 않는 키를 회수해 주세요"),
}


class ApiKeyForm(Form):
    """A new key: its name, the role it acts in, and for each area nothing, reading or writing."""

    sentences = _SENTENCES
    name = TextField(
        label=_("이름"),
        max_length=60,
        help_text=_("어느 프로그램에서 쓰는지 알 수 있는 이름. 예: 쇼핑몰 주문 연동"),
        error_messages={"max_length": _("%(limit_value)s자 이하로 입력해 주세요")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("역할"))

    def __init__(
        self, *args: Any, roles: Sequence[Role], with_people: Role | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.roles, self.with_people = roles, with_people
        if len(roles) == 1:
            del self.fields["role"]
        else:
            cast("forms.ChoiceField", self.fields["role"]).choices = [(r.value, ROLE_NAMES[r]) for r in roles]
        for area in AREAS:
            self.fields[area] = forms.ChoiceField(
                label=cast("Any", AREA_NAMES[area]),
                choices=list(LEVEL_NAMES.items()),
                required=False,
                initial="none",
                widget=forms.RadioSelect,
            )

    @property
    def area_fields(self) -> list[forms.BoundField]:
        """Return the fields of the areas."""
        return [self[area] for area in AREAS]

    @property
    def areas(self) -> dict[str, str]:
        """Return what was chosen, without the areas that are closed."""
        return {area: level for area in AREAS if (level := self.cleaned_data[area]) in LEVELS}

    @property
    def chosen_role(self) -> Role:
        """Return the role that the key acts in."""
        if self.with_people is not None and "people" in self.areas:
            return self.with_people
        return Role(self.cleaned_data["role"]) if len(self.roles) > 1 else self.roles[0]

    def clean(self) -> dict[str, Any]:
        """Ask for one area at least."""
        values = super().clean() or {}
        if not self.errors and not any(values.get(area) in LEVELS for area in AREAS):
            raise forms.ValidationError(str(_SENTENCES["no_areas"]), code="no_areas")
        return values


@dataclass(frozen=True, slots=True)
class Shown:
    """A key as the page shows it."""

    key: ApiKey
    state: Tag
    open: bool
    role: Text
    areas: list[str]


def _state(key: ApiKey, now: datetime) -> Tag:
    if key.revoked_at is not None:
        return Tag(_("회수됨"), "")
    if key.expires_at is not None and key.expires_at <= now:
        return Tag(_("만료됨"), "warn")
    return Tag(_("사용중"), "ok")


def _shown(key: ApiKey, now: datetime) -> Shown:
    areas = [f"{AREA_NAMES[a]} {LEVEL_NAMES[key.areas[a]]}" for a in AREAS if a in key.areas]
    return Shown(key, _state(key, now), key.revoked_at is None, ROLE_NAMES[Role(key.role)], areas)


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The page of one room: its template, the routes of the list and of taking back, the roles to choose.

    with_people  the role of keys that manage people, where it is another one; the page is open to none
                 but those who have it themselves
    """

    template: str
    route: str
    revoke_route: str
    roles: tuple[Role, ...]
    with_people: Role | None = None

    def _form(self, data: Any = None) -> ApiKeyForm:
        return ApiKeyForm(data, roles=self.roles, with_people=self.with_people)

    def _page(
        self, request: HttpRequest, form: ApiKeyForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        now = timezone.now()
        context = {
            "form": form,
            "keys": [_shown(key, now) for key in api_keys()],
            "key": submission_key(),
            "with_roles": len(self.roles) > 1,
            "revoke_route": self.revoke_route,
            "here": self.route,
            **more,
        }
        return render(request, self.template, context, status=status)

    def show(self, request: HttpRequest) -> HttpResponse:
        """Show the keys; by POST make one, whose token the answer shows and nothing ever again."""
        if request.method != "POST":
            return self._page(request, self._form())
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        name = form.cleaned_data["name"]
        try:
            token = create_api_key_once(
                name, form.areas, role=form.chosen_role, key=given_key(request.POST), now=timezone.now()
            )
        except Invalid as error:
            for left in problems_to_form(error.problems, form):
                form.add_error(None, left.code)
            return self._page(request, form, status=422)
        if token is None:
            messages.warning(request, str(_("이미 만든 키입니다. 키는 만든 직후 한 번만 표시됩니다")))
            return redirect(self.route)
        return self._page(request, self._form(), new_token=token, made=name)

    def revoke(self, request: HttpRequest, prefix: str) -> HttpResponse:
        """Take a key back."""
        revoke_api_key(prefix, now=timezone.now())
        messages.success(request, str(_("API 키를 회수했습니다")))
        return redirect(reverse(self.route))
