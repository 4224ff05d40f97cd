"""How inbounds are found: by number, tracking number and memo, or by what is in them."""

from django.db.models import Q

from rocket3pl.shared.grams import grams_of, holding
from rocket3pl.shared.queries import containing
from rocket3pl.shared.tenancy import current_scope

FIELDS = {
    "number": ("number",),
    "tracking_no": ("tracking_no",),
    "memo": ("memo",),
}


def search_grams(*, number: str, tracking_no: str, memo: str, owner_id: int) -> str:
    """Return the grams that an inbound is searched by; who changes one of the three writes them anew."""
    return grams_of([number, tracking_no, memo], owner_id=owner_id)


def says(text: str, field: str = "") -> Q:
    """Return the condition that an inbound itself has every word of the text, with no help of an index."""
    return containing(text, *FIELDS.get(field, ("number", "tracking_no", "memo")), bare=FIELDS["tracking_no"])


def found_by(text: str, field: str = "") -> Q:
    """Return the condition that an inbound itself has every word of the text."""
    return holding(text, owner_id=current_scope().owner_id) & says(text, field)
