"""Choices of selects that several lists share."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.console.show import local_name
from rocket3pl.owners.lists import owner_choices
from rocket3pl.warehouses.queries import open_warehouses
from rocket3pl.web.lists import Select


def _warehouses() -> list[tuple[str, str]]:
    return [(w.code, local_name(w)) for w in open_warehouses()]


OWNER = Select("owner", _("화주"), owner_choices)
WAREHOUSE = Select("warehouse", _("창고"), _warehouses)
