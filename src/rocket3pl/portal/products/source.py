"""도매꾹 불러오기: the empty fields of one block, filled with what the market says of a product."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from rocket3pl.catalog.sources import Found, SourceFailed, look_up
from rocket3pl.portal.products.blocks import Block, Blocks, warehouse_choices
from rocket3pl.portal.products.forms import ProductForm
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller

_PREFIX = re.compile(r"p([0-9]{1,4})")
_FILLED = ("name_ko", "option_text", "product_url", "platform_sku")
# So many options are named when a person must choose.
_NAMED = 10
_FAILED = {
    "bad_number": _("도매꾹 상품번호(숫자) 또는 domeggook.com 상품 주소를 입력해 주세요"),
    "unknown_product": _("도매꾹에서 상품을 찾을 수 없습니다. 상품번호를 확인해 주세요"),
    "busy": _("도매꾹 조회가 많습니다. 잠시 후 다시 시도해 주세요"),
    "unavailable": _("도매꾹에서 응답이 없습니다. 잠시 후 다시 시도하거나 직접 입력해 주세요"),
}


@seller(Right.APPLY_PRODUCT)
@require_POST
def fill(request: HttpRequest) -> HttpResponse:
    """Give one block's fields, the empty ones filled where the market says something of them."""
    start = _PREFIX.fullmatch(request.POST.get("prefix", ""))
    if start is None:
        raise NotFound(request.POST.get("prefix", ""))
    head = f"{start[0]}-"
    typed = {n.removeprefix(head): str(request.POST[n]) for n in request.POST if n.startswith(head)}
    asked = typed.pop("source", "")
    status, errors, notes = 200, [], []
    try:
        found = look_up(asked, with_picture=not typed.get("image", "").strip(), now=timezone.now())
    except SourceFailed as failure:
        errors = [_FAILED[failure.code]]
        status = 422 if failure.code in {"bad_number", "unknown_product"} else 200
    else:
        notes = _notes(found, _take(found, typed))
    form = ProductForm(prefix=start[0], warehouses=warehouse_choices(get_language() or "ko"), initial=typed)
    block = Block(int(start[1]), form)
    context: dict[str, Any] = {
        "block": block,
        "pictures": Blocks([block]).pictures(),
        "can_look_up": True,
        "asked": asked,
        "source_errors": errors,
        "source_notes": notes,
    }
    return render(request, "portal/products/body.html", context, status=status)


def _take(found: Found, typed: dict[str, str]) -> list[str]:
    """Put what was found into the fields that are empty; return their names."""
    values = {name: getattr(found.known, name) for name in _FILLED} | {"image": found.image}
    taken = [name for name, value in values.items() if value and not typed.get(name, "").strip()]
    typed.update({name: values[name] for name in taken})
    if "name_ko" in taken:
        typed["name_ko_draft"] = ""
    return taken


def _notes(found: Found, taken: list[str]) -> list[str]:
    """Return what to say of it: which fields were filled, and what is left to the person."""
    labels = ", ".join(str(ProductForm.base_fields[name].label) for name in taken)
    notes = [
        gettext("불러와서 채운 항목: %(fields)s") % {"fields": labels}
        if taken
        else gettext("이미 입력되어 있어 채운 항목이 없습니다")
    ]
    options = found.known.options
    if len(options) > 1:
        names = ", ".join(options[:_NAMED]) + (" …" if len(options) > _NAMED else "")
        notes.append(
            gettext("옵션이 여러 개입니다. 해당하는 옵션을 입력해 주세요: %(names)s") % {"names": names}
        )
    if found.picture_failed:
        notes.append(gettext("상품이미지를 가져오지 못했습니다. 직접 올려 주세요"))
    return notes
