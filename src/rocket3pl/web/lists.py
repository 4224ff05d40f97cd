"""Lists, as other rooms use them: say what the list is, and have it shown.

SPEC = ListSpec(name="inventory", caption=_("재고관리"), columns=(Column("code", _("화주코드"), "mono"),))
offer("portal.inventory", SPEC, source, right=Right.VIEW_STOCK)
return render_list(request, SPEC, source)
"""

from rocket3pl.web.addresses import AddressOf
from rocket3pl.web.exports import offer
from rocket3pl.web.list_cells import Local, Worded, Writer, safe
from rocket3pl.web.list_page import ListView, list_view, render_list, wants_list_only
from rocket3pl.web.list_spec import Column, ListSpec, Select, Tab, Tag, parse, state

__all__ = [
    "AddressOf",
    "Column",
    "ListSpec",
    "ListView",
    "Local",
    "Select",
    "Tab",
    "Tag",
    "Worded",
    "Writer",
    "list_view",
    "offer",
    "parse",
    "render_list",
    "safe",
    "state",
    "wants_list_only",
]
