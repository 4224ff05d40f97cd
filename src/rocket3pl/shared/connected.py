"""Lists of connectors that rooms beside them show as well: settings.CONNECTED_LISTS names them."""

from django.conf import settings
from django.utils.module_loading import import_string

from rocket3pl.shared.listing import Source


def connected_list(name: str) -> Source:
    """Return the list of that name."""
    source: Source = import_string(settings.CONNECTED_LISTS[name])
    return source
