"""도매꾹 as a source of products: what catalog/sources.py finds by settings.PRODUCT_SOURCES."""

from datetime import datetime

from rocket3pl.catalog.sources import Known, SourceFailed
from rocket3pl.integrations.credentials import operator_keys
from rocket3pl.integrations.domeggook.client import BASE, CONNECTOR, DomeggookError, item, picture
from rocket3pl.integrations.domeggook.item import number_of

_CODES = {"refused": "unknown_product", "busy": "busy"}


class Domeggook:
    """The market's catalogue."""

    def is_set_up(self) -> bool:
        """Say whether the warehouse has given its key."""
        return operator_keys(CONNECTOR.code).enabled

    def find(self, text: str, *, now: datetime) -> Known:
        """Return what is said of a product, by its number or address. Raises SourceFailed.

        Its option is only told where there is one: which of several is meant, a person must say.
        """
        number = number_of(text)
        if not number:
            raise SourceFailed("bad_number")
        try:
            found = item(number, operator_keys(CONNECTOR.code), now=now)
        except DomeggookError as error:
            raise SourceFailed(_CODES.get(error.code, "unavailable")) from None
        options = tuple(dict.fromkeys(option.name for option in found.options))
        return Known(
            platform_sku=number,
            name_ko=found.title,
            option_text=options[0] if len(options) == 1 else "",
            product_url=f"{BASE}/{number}",
            image_url=found.image_url,
            options=options,
        )

    def picture(self, known: Known) -> bytes:
        """Return the bytes of its picture. Raises SourceFailed."""
        try:
            return picture(known.image_url)
        except DomeggookError:
            raise SourceFailed("unavailable") from None


SOURCE = Domeggook()
