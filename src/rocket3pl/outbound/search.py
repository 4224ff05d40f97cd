"""How outbounds are found: by their numbers, recipient and tracking number, or by what is in them."""

from django.db.models import Q

from rocket3pl.shared.grams import folded, grams_of, holding
from rocket3pl.shared.queries import containing
from rocket3pl.shared.tenancy import current_scope

FIELDS = {
    "number": ("number",),
    "order_no": ("order_no",),
    "po_no": ("po_no",),
    "recipient": ("recipient",),
    "tracking_no": ("tracking_no",),
}


def search_columns(
    *, number: str, order_no: str, po_no: str, recipient: str, tracking_no: str, owner_id: int
) -> dict[str, str]:
    """Return the two columns that an outbound is searched by.

    The text holds numbers only; of people's names there are but grams, which go with the name.
    """
    text = "\n".join(folded(p) for p in (number, order_no, po_no) if p)
    return {
        "search_text": text,
        "search_grams": grams_of([text, recipient, tracking_no], owner_id=owner_id),
    }


def says(text: str, field: str = "") -> Q:
    """Return the condition that an outbound itself has every word of the text, with no help of an index."""
    columns = FIELDS.get(field, ("search_text", "tracking_no", "recipient"))
    return containing(text, *columns, bare=FIELDS["tracking_no"])


def found_by(text: str, field: str = "") -> Q:
    """Return the condition that an outbound itself has every word of the text."""
    return holding(text, owner_id=current_scope().owner_id) & says(text, field)
