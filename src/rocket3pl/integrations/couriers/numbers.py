"""Tracking numbers from a courier's file: read, looked at row by row, then 출고완료 with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from rocket3pl.outbound.fulfilment import Handover, ship_outbound
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.personal import shown_name
from rocket3pl.outbound.rules import may
from rocket3pl.reference.models import Courier
from rocket3pl.reference.queries import number_fits
from rocket3pl.shared.errors import DomainError, Invalid, NotPermitted, Problem
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import Cell, as_text, read_rows
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.shared.validators import BadValue, tracking_no

MAX_ROWS = 1_000
_HEADINGS = frozenset({"운송장번호", "송장번호", "운송장", "등기번호", "운송장no", "tracking_no", "运单号"})
# Couriers' files may begin with a title and the day.
_LOOKED_FOR_HEADINGS = 10
_NUMBER = re.compile(r"EO[0-9]{12}", re.ASCII)
_SHIPPED = ("shipped", "in_delivery", "delivered")


@dataclass(frozen=True, slots=True)
class Given:
    """A row of the file: its line, our 출고번호 ("" when none stands in it), the number as text."""

    line: int
    number: str
    tracking_no: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of a row.

    state     "ready" to be shipped with the number, "done" already, or "refused" with a `code`
    warnings  unusual_number, wrong_check_digit, number_used_twice: they never stop anybody
    """

    line: int
    number: str
    tracking_no: str
    state: str
    code: str = ""
    warnings: tuple[str, ...] = ()
    owner_name: str = ""
    recipient: str = ""


def check_digit_fits(courier: str, number: str) -> bool:
    """Say whether the last digit is the one of the rule; True where no rule is known.

    Mod 7: CJ counts digits 3 to 11 of twelve (one public sample fits), the others all but the last
    (general knowledge). Never more than a warning.
    """
    if not number.isascii() or not number.isdigit():
        return True
    lengths = {"CJ": (10, 12), "HANJIN": (10, 12), "LOTTE": (12,), "LOGEN": (11,)}.get(courier, ())
    if len(number) not in lengths:
        return True
    body = number[2:11] if courier == "CJ" and len(number) == 12 else number[:-1]  # noqa: PLR2004
    return int(body) % 7 == int(number[-1])


def _folded(cell: Cell) -> str:
    return "".join(as_text(cell).split()).casefold()


def read_numbers(file: IO[bytes]) -> list[Given]:
    """Return the rows of a courier's file that name a tracking number or one of our outbounds.

    Our number may stand in any column, alone or in a text. Raises SpreadsheetError, and Invalid
    (no_number_column, no_rows).
    """
    rows = read_rows(file, max_rows=MAX_ROWS + _LOOKED_FOR_HEADINGS)
    heads = [
        (at, column)
        for at, row in enumerate(rows[:_LOOKED_FOR_HEADINGS])
        for column, cell in enumerate(row)
        if _folded(cell) in _HEADINGS
    ]
    if not heads:
        raise Invalid([Problem("file", "no_number_column")])
    at, column = heads[0]
    found = []
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        given = as_text(row[column]).strip() if column < len(row) else ""
        texts = " ".join(as_text(cell) for i, cell in enumerate(row) if i != column)
        ours = _NUMBER.search(texts)
        if given or ours:
            found.append(Given(line, ours[0] if ours else "", given))
    if not found:
        raise Invalid([Problem("file", "no_rows")])
    return found[:MAX_ROWS]


def _why_not(outbound: Outbound | None, number: str) -> tuple[str, str]:
    """Return the state of a row and, when it is refused, the reason."""
    if outbound is None:
        return "refused", "unknown_outbound"
    if outbound.method != Outbound.Method.PARCEL:
        return "refused", "not_parcel"
    if outbound.status in _SHIPPED:
        return ("done", "") if outbound.tracking_no == number else ("refused", "other_number")
    if outbound.cancel_requested_at is not None:
        return "refused", "cancel_asked"
    return ("ready", "") if may("ship", outbound) else ("refused", "not_ready")


def check_numbers(rows: Sequence[Given], courier: str) -> list[Checked]:
    """Return what would become of the rows, in one statement for all of them. Raises NotPermitted."""
    require_operator(Right.FULFIL)
    wanted = {row.number for row in rows}
    known = {o.number: o for o in Outbound.objects.filter(number__in=wanted).select_related("owner")}
    used: dict[str, str] = {}
    seen: set[str] = set()
    found = []
    for row in rows:
        outbound, number, code = known.get(row.number), row.tracking_no, ""
        try:
            number = tracking_no(row.tracking_no)
        except BadValue as bad:
            code = bad.code if row.tracking_no else "no_tracking_no"
        if not row.number:
            code = "no_outbound_no"
        elif not code and row.number in seen:
            code = "twice_in_file"
        state, why = ("refused", code) if code else _why_not(outbound, number)
        warnings = []
        if state == "ready":
            if not number_fits(courier, number):
                warnings.append("unusual_number")
            elif not check_digit_fits(courier, number):
                warnings.append("wrong_check_digit")
            if used.setdefault(number, row.number) != row.number:
                warnings.append("number_used_twice")
        if not code:
            seen.add(row.number)
        found.append(
            Checked(
                line=row.line,
                number=row.number,
                tracking_no=number,
                state=state,
                code=why,
                warnings=tuple(warnings),
                owner_name=outbound.owner.name if outbound else "",
                recipient=shown_name(outbound.recipient, outbound.method) if outbound else "",
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the rows: shipped now, done before, and those that were refused."""

    shipped: list[str]
    done: list[str]
    refused: list[Checked]


def apply_numbers(rows: Sequence[Given], courier: str, *, now: datetime) -> Applied:
    """출고완료 of every row that may be shipped, each by itself: one that fails stops no other.

    The same rows again find everything done. Raises Invalid (unknown_courier), NotPermitted.
    """
    require_operator(Right.FULFIL)
    if not Courier.objects.filter(code=courier, active=True).exists():
        raise Invalid([Problem("courier", "unknown_courier")])
    applied = Applied([], [], [])
    for row in check_numbers(rows, courier):
        if row.state == "refused":
            applied.refused.append(row)
        elif row.state == "done":
            applied.done.append(row.number)
        else:
            _ship(row, courier, applied, now)
    return applied


def _ship(row: Checked, courier: str, applied: Applied, now: datetime) -> None:
    try:
        handover = Handover(courier=courier, tracking_no=row.tracking_no)
        ship_outbound(row.number, handover, version=None, now=now)
    except NotPermitted:
        raise
    except DomainError:
        # Somebody else took a step meanwhile; looking again says what it was.
        again = check_numbers([Given(row.line, row.number, row.tracking_no)], courier)[0]
        if again.state == "done":
            applied.done.append(row.number)
        else:
            code = again.code or "busy"
            applied.refused.append(
                Checked(row.line, row.number, row.tracking_no, "refused", code, (), row.owner_name)
            )
    else:
        applied.shipped.append(row.number)
