"""직원 관리: the list, a new person, one person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.owners.lists import PEOPLE
from rocket3pl.owners.models import User
from rocket3pl.owners.people import add_person_once, change_person
from rocket3pl.owners.queries import person
from rocket3pl.portal.refusals import given_version
from rocket3pl.portal.staff.forms import NewPersonForm, PersonForm
from rocket3pl.shared.errors import Invalid, StaleDocument
from rocket3pl.shared.rights import Right, Role
from rocket3pl.web.access import seller
from rocket3pl.web.addresses import AddressOf
from rocket3pl.web.forms import given_key, problems_to_form, sentence, submission_key
from rocket3pl.web.lists import Column, ListSpec, Select, Tab, Tag, offer, render_list
from rocket3pl.web.menu import ROLE_NAMES
from rocket3pl.web.middleware import LANGUAGE_NAMES
from rocket3pl.web.problems import sentences

ON, OFF = Tag(_("사용중"), "ok"), Tag(_("중지"), "warn")
SPEC = ListSpec(
    name="staff",
    caption=_("직원"),
    columns=(
        Column(
            "login_id",
            _("아이디"),
            "link",
            sort_key="login_id",
            css="m-title",
            href=AddressOf("portal:staff_person", "login_id"),
        ),
        Column("name", pgettext_lazy("person", "이름"), sort_key="name", css="m-sub"),
        Column(
            "role", _("역할"), sort_key="role", css="m-sub", value=lambda row: ROLE_NAMES[Role(row["role"])]
        ),
        Column("is_active", _("상태"), "tag", css="m-qty", value=lambda row: ON if row["is_active"] else OFF),
        Column("language", _("언어"), value=lambda row: LANGUAGE_NAMES.get(row["language"])),
        Column("last_login", _("최근 로그인"), "datetime"),
        Column("created_at", _("등록일"), "datetime", sort_key="created_at"),
    ),
    tabs=(Tab("", _("전체")), Tab("active", ON.label), Tab("inactive", OFF.label)),
    search_fields=(("name", _("아이디 · 이름")),),
    selects=(
        Select(
            "role", _("역할"), tuple((r.value, ROLE_NAMES[r]) for r in (Role.OWNER_ADMIN, Role.OWNER_STAFF))
        ),
    ),
    row_id="",
    row_label="login_id",
    empty_icon="users",
    filename="staff",
)

offer("portal.staff", SPEC, PEOPLE, right=Right.MANAGE_OWN_STAFF)


@seller(Right.MANAGE_OWN_STAFF)
@require_safe
def staff(request: HttpRequest) -> HttpResponseBase:
    """직원 관리: everybody who logs in for the seller."""
    return render_list(request, SPEC, PEOPLE, template="portal/staff/list.html")


def _refused(form: NewPersonForm | PersonForm, error: Invalid) -> None:
    for left in problems_to_form(error.problems, form):
        form.add_error(None, sentence(left))


def _page(
    request: HttpRequest,
    form: NewPersonForm | PersonForm,
    *,
    them: User | None = None,
    status: int = 200,
    late: StaleDocument | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "them": them,
        "me": them is not None and them.pk == request.user.pk,
        "state": (ON if them.is_active else OFF) if them else None,
        "late": sentences(late) if late else None,
        "key": submission_key(),
        "here": "portal:staff",
    }
    return render(request, "portal/staff/form.html", context, status=status)


@seller(Right.MANAGE_OWN_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_new(request: HttpRequest) -> HttpResponse:
    """직원 등록."""
    if request.method != "POST":
        return _page(request, NewPersonForm())
    form = NewPersonForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        added = add_person_once(form.request(), key=given_key(request.POST), now=timezone.now())
    except Invalid as error:
        _refused(form, error)
        return _page(request, form, status=422)
    messages.success(request, gettext("직원을 등록했습니다: %(login_id)s") % {"login_id": added})
    return redirect("portal:staff")


@seller(Right.MANAGE_OWN_STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_person(request: HttpRequest, login_id: str) -> HttpResponse:
    """One person; by POST change them."""
    them = person(login_id)
    initial = {"name": them.name, "role": them.role, "language": them.language, "active": them.is_active}
    own = them.pk == request.user.pk
    if request.method != "POST":
        return _page(request, PersonForm(initial=initial, own=own), them=them)
    form = PersonForm(request.POST, initial=initial, own=own)
    if not form.is_valid():
        return _page(request, form, them=them, status=422)
    try:
        change_person(login_id, form.details(), version=given_version(request))
    except Invalid as error:
        _refused(form, error)
        return _page(request, form, them=them, status=422)
    except StaleDocument as error:
        # What was typed stays, beside the version that is there now.
        return _page(request, form, them=person(login_id), status=error.status, late=error)
    messages.success(request, gettext("저장했습니다"))
    return redirect("portal:staff_person", login_id)
