"""신규상품정보등록: any number of blocks, one application."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rocket3pl.catalog.operations import apply_products
from rocket3pl.catalog.sources import can_look_up
from rocket3pl.catalog.translation import translate as translated
from rocket3pl.portal.drafts import drop, fields_of, offer_of
from rocket3pl.portal.products.blocks import (
    MAX_BLOCKS,
    Blocks,
    empty_block,
    indices,
    posted,
    prefix,
    resumed,
    warehouse_choices,
)
from rocket3pl.portal.products.forms import PRODUCT_SENTENCES, ProductForm
from rocket3pl.reference.models import name_in
from rocket3pl.reference.queries import hs_examples
from rocket3pl.shared.errors import IdempotencyConflict, Invalid, NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.forms import error_count, given_key, sentence, submission_key

_PAGE = {
    **PRODUCT_SENTENCES,
    "too_many_blocks": _("한 번에 %(max)s개까지 신청할 수 있습니다"),
}
_NAMES = ("name_zh", "name_en", "name_ko", "name_en_draft", "name_ko_draft")


def language() -> str:
    """Return the language of the page being written."""
    return get_language() or "ko"


def hs_choices() -> list[tuple[str, str]]:
    """Return the HS codes to offer, named in the reader's language."""
    return [(e.code, name_in(e, language())) for e in hs_examples()]


def page(request: HttpRequest, blocks: Blocks, *, status: int = 200, **more: Any) -> HttpResponse:
    """Return 신규상품정보등록 with the blocks and what is wrong with them."""
    page_errors = [sentence(p, _PAGE) for p in blocks.problems]
    context = {
        "blocks": blocks.blocks,
        "forms": blocks.forms,
        "prefixes": [f"#{n}" for n in range(1, len(blocks.blocks) + 1)],
        "pictures": blocks.pictures(),
        "page_errors": page_errors,
        "failed": bool(page_errors or error_count(blocks.forms)),
        "hs_choices": hs_choices(),
        "key": submission_key(),
        "offer": None,
        "notice": "",
        "max_blocks": MAX_BLOCKS,
        "can_look_up": can_look_up(),
        **more,
    }
    return render(request, "portal/products/apply.html", context, status=status)


@seller(Right.APPLY_PRODUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Show the form, take up a draft with ?draft=1, or apply for everything in it."""
    warehouses = warehouse_choices(language())
    if request.method == "POST":
        return _submit(request, posted(request.POST, warehouses))
    resuming = request.GET.get("draft") == "1"
    fields = fields_of(request, "product") if resuming else None
    if fields is not None:
        return page(request, resumed(fields, warehouses))
    return page(request, Blocks([empty_block(0, warehouses)]), offer=offer_of(request, "product"))


def _submit(request: HttpRequest, blocks: Blocks) -> HttpResponse:
    judged = [form.is_valid() for form in blocks.forms]
    if blocks.problems or not all(judged):
        blocks.check_codes()
        return page(request, blocks, status=422, key=given_key(request.POST))
    try:
        apply_products(
            [form.application() for form in blocks.forms],
            key=given_key(request.POST),
            now=timezone.now(),
        )
    except Invalid as error:
        blocks.add(error.problems)
        return page(request, blocks, status=422, key=given_key(request.POST))
    except IdempotencyConflict as error:
        # Sent before with other values: what is typed now may be sent under a new key.
        words = gettext("이미 처리된 신청입니다. 상품정보목록에서 확인한 뒤, 새 상품이면 다시 신청해 주세요")
        return page(request, blocks, status=error.status, page_errors=[words], failed=True)
    drop(request, "product")
    count = len(blocks.forms)
    messages.success(
        request,
        ngettext("상품 %(n)s건을 신청했습니다", "상품 %(n)s건을 신청했습니다", count) % {"n": count},
    )
    return redirect("portal:products")


@seller(Right.APPLY_PRODUCT)
@require_GET
def block(request: HttpRequest) -> HttpResponse:
    """Give one more empty block, numbered after those that are there (?block=0&block=1)."""
    there = indices(request.GET)
    if len(there) >= MAX_BLOCKS:
        return HttpResponse(status=204)
    warehouses = warehouse_choices(language())
    # The next product mostly goes to the same warehouse.
    same = request.GET.get(f"{prefix(there[-1])}-warehouse", "") if there else ""
    new = empty_block(max(there, default=-1) + 1, warehouses, same)
    context = {"block": new, "number": len(there) + 1, "pictures": {}, "can_look_up": can_look_up()}
    return render(request, "portal/products/block.html", context)


@seller(Right.APPLY_PRODUCT)
@require_POST
def translate(request: HttpRequest) -> HttpResponse:
    """번역: give the English and Korean name fields of one block, filled where they may be.

    Only empty fields and drafts are filled: what a person wrote stays.
    """
    start = request.POST.get("prefix", "")
    if start != "e" and not (start[:1] == "p" and start[1:].isascii() and start[1:].isdigit()):
        raise NotFound(start)
    typed = {name: request.POST.get(f"{start}-{name}", "") for name in _NAMES}
    asked = ProductForm({f"{start}-name_zh": typed["name_zh"]}, prefix=start)
    problems = list(asked.errors.get("name_zh", []))
    note = ""
    if not problems:
        made = translated(asked.cleaned_data["name_zh"], now=timezone.now())
        for name, draft in (("name_en", made.name_en), ("name_ko", made.name_ko)):
            if draft and (not typed[name].strip() or typed[f"{name}_draft"]):
                typed[name], typed[f"{name}_draft"] = draft, "1"
        if not (made.name_en or made.name_ko):
            note = gettext("번역할 수 있는 단어가 없습니다. 직접 입력해 주세요")
        elif made.note:
            note = gettext("번역 서비스가 응답하지 않아 용어집으로 번역했습니다. 내용을 확인해 주세요")
        elif made.untranslated:
            note = gettext("일부만 번역했습니다. 영문상품명을 확인해 주세요")
    form = ProductForm(prefix=start, initial=typed)
    context = {"form": form, "translate_errors": problems, "translate_note": note}
    return render(request, "portal/products/names.html", context, status=422 if problems else 200)
