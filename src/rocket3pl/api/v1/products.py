"""Products: applied for by sellers, decided by the warehouse."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import (
    Amount,
    Body,
    Code,
    Fault,
    Line,
    Mode,
    Note,
    Party,
    Text,
    expected_version,
    needed_version,
    operation_key,
    outcomes,
    party,
    tag,
)
from rocket3pl.catalog.approval import Refusal, approve_product, decide_change, refuse_product, set_in_use
from rocket3pl.catalog.facts import apply_each, normal_applications, normal_facts_of
from rocket3pl.catalog.lists import PRODUCTS_IN_FULL
from rocket3pl.catalog.operations import (
    Application,
    ProductFacts,
    apply_products,
    edit_product,
    reapply,
    withdraw_product,
)
from rocket3pl.catalog.queries import product
from rocket3pl.catalog.translation import translate as translated
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row

router = Router(tags=["products"])
MAX_PRODUCTS = 5_000


class ToldFacts(Body):
    """What a seller says of a product, but for its picture."""

    fnsku: Code
    seller_sku: Code
    name_zh: Line
    name_en: Line
    declared_price: Amount
    weight_kg: Amount
    width_cm: Amount
    depth_cm: Amount
    height_cm: Amount
    declared_currency: Text = Field("USD", max_length=3)
    has_battery: bool = False
    platform_sku: Code = ""
    name_ko: Line = ""
    origin: Text = Field("", max_length=2)
    hs_code: Text = Field("", max_length=20)
    option_text: Line = ""
    color: Code = ""
    description: Note = ""
    product_url: Note = ""


class Facts(ToldFacts):
    """What a seller says of a product. Weight in kilograms, sides in centimetres, amounts as strings."""

    image: UUID = Field(description="A file of kind product_image.")


class NewProduct(Facts):
    """An application for one product in one warehouse."""

    warehouse: Text = Field(max_length=8, description="Code of the warehouse.")


class NewProducts(Body):
    """Applications that are accepted all together or not at all."""

    items: list[NewProduct] = Field(min_length=1, max_length=MAX_PRODUCTS)


class ChineseName(Body):
    """What is to be translated."""

    name_zh: Line = ""


class Drafts(Body):
    """Drafts for a person to look at, "" where nothing is known. `note`: service_failed, else "".

    `untranslated` names what the English draft still holds in Chinese: as it is, it would be refused.
    What a person writes in their place is used for the same name from then on.
    """

    name_ko: str
    name_en: str
    note: str
    untranslated: list[str]


class ProductIds(Body):
    """What was made, in the order of the request."""

    products: list[UUID]


class EachProduct(Body):
    """What became of one application: the product's id, or why it was refused."""

    index: int
    product: UUID | None = None
    errors: list[Fault] | None = None


class EachProducts(Body):
    """What became of every application, in the order of the request."""

    items: list[EachProduct]


class Product(Body):
    """A product as it stands. `pending` holds changes that wait for the warehouse."""

    id: UUID
    status: str
    source: str
    warehouse: str
    owner: Party
    fnsku: str
    seller_sku: str
    platform_sku: str
    name_zh: str
    name_ko: str
    name_en: str
    option_text: str
    color: str
    origin: str
    hs_code: str
    declared_price: Amount
    declared_currency: str
    weight_kg: Amount
    width_cm: Amount
    depth_cm: Amount
    height_cm: Amount
    has_battery: bool
    image: UUID | None
    pending: dict[str, str]
    refusal: dict[str, Any]
    requested_at: datetime
    decided_at: datetime | None
    version: int


class WhichProducts(Paging):
    """WhichProducts products."""

    status: Text = Field("", max_length=10)
    q: Text = Field("", max_length=200, description="Words in names, codes and options.")
    field: Text = Field("", max_length=20, description="name, seller_sku, fnsku, platform_sku or option.")


class RefusalReason(Body):
    """Why a product was refused; `field` is the fact it is about."""

    code: Code
    note: Note = ""
    field: Code = ""


class RefusalReasons(Body):
    """All reasons of a refusal."""

    reasons: list[RefusalReason] = Field(min_length=1, max_length=20)


def _shown(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in Product.model_fields if name in row}
    return {**same, "id": row["public_id"], "warehouse": row["warehouse_code"], "owner": party(row)}


def _facts(given: Facts) -> ProductFacts:
    values = given.model_dump(exclude={"warehouse"})
    return ProductFacts(**{**values, "image": str(given.image)})


def _one(public_id: UUID) -> dict[str, Any]:
    found, _last = PRODUCTS_IN_FULL.after(ListQuery(ids=(str(public_id),)), None, 1)
    if not found:
        raise NotFound(public_id)
    return _shown(found[0])


@router.get("", response={200: Page[Product]})
@reads("products")
def list_products(request: HttpRequest, which: Query[WhichProducts]) -> Any:
    """List products, newest first."""
    query = ListQuery(tab=which.status, q=which.q, field=which.field)
    return page_of(PRODUCTS_IN_FULL, query, which, _shown)


@router.post("", response={201: ProductIds, 200: EachProducts}, exclude_none=True)
@writes("products")
def apply(request: HttpRequest, given: NewProducts, how: Query[Mode]) -> Any:
    """Apply for products: all of them, or none; or each by itself."""
    asked = [Application(item.warehouse, _facts(item)) for item in given.items]
    if how.mode == "each":
        done = apply_each(asked, key=operation_key(request), now=timezone.now())
        return Status(200, outcomes(done, "product"))
    return Status(
        201, apply_products(normal_applications(asked), key=operation_key(request), now=timezone.now())
    )


@router.get("/translation", response={200: Drafts})
@reads("products")
def translate(request: HttpRequest, asked: Query[ChineseName]) -> Any:
    """번역: Korean and English drafts of a Chinese name, by the seller's own words, glossary or service."""
    made = translated(asked.name_zh, now=timezone.now())
    return {
        "name_ko": made.name_ko,
        "name_en": made.name_en,
        "note": made.note,
        "untranslated": list(made.untranslated),
    }


@router.get("/{public_id}", response={200: Product})
@reads("products")
def get_product(request: HttpRequest, public_id: UUID, response: HttpResponse) -> Any:
    """Return one product; its ETag is the version that If-Match may name."""
    found = _one(public_id)
    response["ETag"] = tag(found["version"])
    return found


@router.put("/{public_id}", response={200: Product})
@writes("products")
def change_product(request: HttpRequest, public_id: UUID, given: Facts, response: HttpResponse) -> Any:
    """Change the facts of a product; those that decide fees and customs wait for the warehouse."""
    sku = product(str(public_id))
    version = needed_version(request, sku.version)
    facts = normal_facts_of(str(public_id), _facts(given))
    edit_product(str(public_id), facts, version=version, now=timezone.now())
    return get_product(request, public_id, response)


@router.post("/{public_id}/reapply", response={200: Product})
@writes("products")
def apply_again(request: HttpRequest, public_id: UUID, given: Facts, response: HttpResponse) -> Any:
    """재신청: apply once more for a product that was refused."""
    version = needed_version(request, product(str(public_id)).version)
    facts = normal_facts_of(str(public_id), _facts(given))
    reapply(str(public_id), facts, version=version, now=timezone.now())
    return get_product(request, public_id, response)


@router.post("/{public_id}/withdraw", response={204: None})
@writes("products")
def withdraw(request: HttpRequest, public_id: UUID) -> Any:
    """Take an application back."""
    withdraw_product(str(public_id), version=expected_version(request), now=timezone.now())
    return Status(204, None)


@router.post("/{public_id}/approve", response={200: Product})
@writes("products")
def approve(request: HttpRequest, public_id: UUID, response: HttpResponse) -> Any:
    """The warehouse's: approve an application."""
    approve_product(str(public_id), version=expected_version(request), now=timezone.now())
    return get_product(request, public_id, response)


@router.post("/{public_id}/refuse", response={200: Product})
@writes("products")
def refuse(request: HttpRequest, public_id: UUID, given: RefusalReasons, response: HttpResponse) -> Any:
    """The warehouse's: refuse an application, with reasons."""
    reasons = [Refusal(r.code, r.note, r.field) for r in given.reasons]
    refuse_product(str(public_id), reasons, version=expected_version(request), now=timezone.now())
    return get_product(request, public_id, response)


@router.post("/{public_id}/changes/{decision}", response={200: Product})
@writes("products")
def decide(request: HttpRequest, public_id: UUID, decision: str, response: HttpResponse) -> Any:
    """The warehouse's: `accept` or `decline` the changes that wait."""
    sku = product(str(public_id))
    _known(decision, ("accept", "decline"))
    version = needed_version(request, sku.version)
    decide_change(str(public_id), accept=decision == "accept", version=version, now=timezone.now())
    return get_product(request, public_id, response)


@router.post("/{public_id}/use/{decision}", response={200: Product})
@writes("products")
def use(request: HttpRequest, public_id: UUID, decision: str, response: HttpResponse) -> Any:
    """The warehouse's: `stop` a product, or `start` it again."""
    sku = product(str(public_id))
    _known(decision, ("start", "stop"))
    version = needed_version(request, sku.version)
    set_in_use(str(public_id), in_use=decision == "start", version=version, now=timezone.now())
    return get_product(request, public_id, response)


def _known(word: str, words: tuple[str, ...]) -> None:
    if word not in words:
        raise NotFound(word)
