"""The cards of 출고신청: made for products, or read from what was posted or kept."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from markupsafe import Markup

from rocket3pl.documents.queries import stored_files
from rocket3pl.inventory.pickable import goods
from rocket3pl.outbound.requests import MAX_FILES, MAX_LINES, MAX_ORDERS
from rocket3pl.portal.lines import Line, fresh_line, keys, new_key, posted_line
from rocket3pl.portal.outbounds.forms import Card, CardForm, OrderPage, field_names, line_prefix
from rocket3pl.reference.models import name_in
from rocket3pl.reference.queries import centres, regions

# What no two orders have in common: 주문번호, 발주번호 and the labels for just these boxes.
_OWN = frozenset({"order_no", "po_no", "files"})


class Options:
    """The options of a select that every card has: written out once, not once per card."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        rows = ((code, Markup('<option value="{}"').format(code), shown) for code, shown in pairs)
        self._parts = {code: (head, Markup(">{}</option>").format(shown)) for code, head, shown in rows}
        self._none = Markup("").join(head + tail for head, tail in self._parts.values())

    def html(self, chosen: object) -> Markup:
        """Return the options, the chosen one selected."""
        code = str(chosen or "")
        if code not in self._parts:
            return self._none
        head, tail = self._parts[code]
        return self._none.replace(head + tail, head + Markup(" selected") + tail, 1)


def region_choices() -> list[tuple[str, str]]:
    """Return the 시/도 in use: (as it is stored, in the reader's language)."""
    language = get_language() or "ko"
    return [(row.name_ko, name_in(row, language)) for row in regions()]


def centre_choices() -> list[tuple[str, str]]:
    """Return the Coupang centres in use: (code, name with its codes)."""
    found = []
    for row in centres():
        more = " · ".join(part for part in (row.fc_code, row.bracket_code) if part)
        found.append((row.code, f"{row.name} ({more})" if more else row.name))
    return found


def approved(product_ids: Sequence[str]) -> list[Any]:
    """Return those of the products that may be shipped, in the order asked."""
    wanted = list(dict.fromkeys(product_ids))
    found = goods(wanted)
    return [found[i] for i in wanted if i in found and found[i]["status"] == "approved"]


def fresh_cards(product_ids: Sequence[str]) -> OrderPage:
    """Return one card for each product that may be shipped."""
    page = OrderPage([])
    for row in approved(product_ids):
        key = new_key()
        line = fresh_line(row, prefix=line_prefix(key))
        page.cards.append(Card(key, CardForm(prefix=key, initial={"method": "milkrun"}), [line]))
    page.share_out()
    return page


def fresh_lines(product_ids: Sequence[str], card: str) -> list[Line]:
    """Return lines that are to be added to a card."""
    return [fresh_line(row, prefix=line_prefix(card)) for row in approved(product_ids)]


def copied_card(data: QueryDict, key: str) -> OrderPage:
    """Return a card like the one that was typed under a key; its numbers and its files are its own."""
    copy, mine = new_key(), f"{key}-"
    fields = QueryDict(mutable=True)
    fields["card"] = copy
    for name, values in data.lists():
        if name.startswith(mine) and name.removeprefix(mine) not in _OWN:
            fields.setlist(f"{copy}-{name.removeprefix(mine)}", values)
    return typed_cards(fields, judged=False)


def typed_cards(data: QueryDict, *, judged: bool) -> OrderPage:
    """Return the cards as they were typed; with `judged` their forms tell what is wrong."""
    at = keys(data, "card")[: MAX_ORDERS + 1]
    lines_of = {key: keys(data, f"{key}-line")[: MAX_LINES + 1] for key in at}
    found = goods([data.get(f"{k}-{n}-product", "")[:100] for k, some in lines_of.items() for n in some])
    ids_of = {key: tuple(f[:100] for f in data.getlist(f"{key}-files")[: MAX_FILES + 1]) for key in at}
    stored = {str(f.public_id): f for f in stored_files([i for some in ids_of.values() for i in some])}
    known = {name for name, _shown in region_choices()}
    page = OrderPage([])
    for key in at:
        if judged:
            form = CardForm(data, prefix=key, regions=known)
        else:
            form = CardForm(prefix=key, initial={n: data.get(f"{key}-{n}", "") for n in field_names()})
        lines = [posted_line(data, n, found, prefix=line_prefix(key), judged=judged) for n in lines_of[key]]
        ids = tuple(dict.fromkeys(ids_of[key]))
        files = [stored[i] for i in ids if i in stored and stored[i].kind == "coupang_label"]
        page.cards.append(Card(key, form, lines, files, ids))
    page.share_out()
    return page
