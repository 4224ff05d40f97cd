"""What 출고신청 asks for, and the checks that need no stock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rocket3pl.catalog.queries import Stockable
from rocket3pl.inventory.ledger import MAX_QUANTITY
from rocket3pl.shared.errors import Problem

MAX_ORDERS = 1_000
MAX_LINES = 500
MAX_FILES = 10

# What must be there, by method of transport. A 밀크런 goes where the chosen centre is; its address
# is printed for people only, and not every centre's postcode is known.
_ALWAYS = ("order_no", "po_no", "recipient")
_PARCEL = ("phone", "postcode", "region", "city", "address")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Pieces of one product (by public id)."""

    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """One order (#1, #2 …) of a 출고신청. `centre` is a Coupang centre's code, files are public ids."""

    lines: tuple[OrderLine, ...]
    method: str
    order_no: str
    po_no: str
    recipient: str
    phone: str
    postcode: str
    region: str
    city: str
    address: str
    centre: str = ""
    files: tuple[str, ...] = ()
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for a request: products, centres and files by the names used in it."""

    goods: Mapping[str, Stockable]
    centres: Mapping[str, int]
    files: Mapping[str, int]


def problems_of(orders: Sequence[OrderRequest], known: Known) -> list[Problem]:
    """Return every problem, with paths like "0.lines.1.quantity"."""
    if not orders:
        return [Problem("", "no_orders")]
    if len(orders) > MAX_ORDERS:
        return [Problem("", "too_many_orders", {"max": MAX_ORDERS})]
    found: list[Problem] = []
    before: set[str] = set()
    for i, order in enumerate(orders):
        if order.order_no and order.order_no in before:
            found.append(Problem(f"{i}.order_no", "duplicate_in_request", {"value": order.order_no}))
        before.add(order.order_no)
        found += _order_problems(f"{i}.", order, known)
    return found


def _order_problems(at: str, order: OrderRequest, known: Known) -> list[Problem]:
    needed = _ALWAYS + (_PARCEL if order.method == "parcel" else ())
    found = [Problem(at + name, "required") for name in needed if not getattr(order, name)]
    if order.method == "milkrun":
        if order.centre not in known.centres:
            found.append(Problem(at + "centre", "unknown_centre" if order.centre else "required"))
        if not order.files:
            found.append(Problem(at + "files", "label_missing"))
    elif order.method != "parcel":
        found.append(Problem(at + "method", "required"))
    if len(order.files) > MAX_FILES:
        found.append(Problem(at + "files", "too_many_files", {"max": MAX_FILES}))
    if any(f not in known.files for f in order.files):
        found.append(Problem(at + "files", "unknown_file"))
    return found + _line_problems(at, order, known)


def _line_problems(at: str, order: OrderRequest, known: Known) -> list[Problem]:
    found = []
    if not order.lines:
        found.append(Problem(at + "lines", "no_lines"))
    if len(order.lines) > MAX_LINES:
        found.append(Problem(at + "lines", "too_many_lines", {"max": MAX_LINES}))
    seen: set[str] = set()
    warehouses = set()
    for n, line in enumerate(order.lines):
        item = known.goods.get(line.product)
        if item is None:
            found.append(Problem(f"{at}lines.{n}.product", "unknown_product"))
        else:
            warehouses.add(item.warehouse_id)
            if item.status != "approved":
                found.append(Problem(f"{at}lines.{n}.product", "not_approved"))
        if line.product in seen:
            found.append(Problem(f"{at}lines.{n}.product", "duplicate_line"))
        seen.add(line.product)
        if not 1 <= line.quantity <= MAX_QUANTITY:
            found.append(Problem(f"{at}lines.{n}.quantity", "quantity_out_of_range", {"max": MAX_QUANTITY}))
    if len(warehouses) > 1:
        found.append(Problem(at + "lines", "several_warehouses"))
    return found
