"""The panel that a list is searched by, as HTML that is kept.

It says what was asked for, in a handful of forms that return day after day. So it is written once per
list, language, day and question. What is different in every search, the words, stands in it as a mark.
"""

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup, escape

from rocket3pl.web.list_spec import ListSpec, quoted

if TYPE_CHECKING:
    from rocket3pl.web.list_page import ListView

# Nobody can search for it: it is made anew in every process.
_WORDS = f"mark{secrets.token_hex(16)}"
MOST_KEPT = 1_000
# The list is kept beside its panel, so that its id stays its own.
_kept: dict[tuple[Any, ...], tuple[ListSpec, str]] = {}


def panel(view: "ListView") -> Markup:
    """Return the panel of a list as the query of the view has it."""
    options = {select.key: tuple(select.options()) for select in view.spec.selects}
    key = _key(view, options)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        found = _kept[key] = view.spec, _written(view, options)
    html = found[1]
    if not (words := view.query.q):
        return Markup(html)  # noqa: S704 - a template of ours wrote it
    # In addresses words are quoted, elsewhere escaped.
    html = html.replace(f"q={_WORDS}", f"q={quoted(words)}").replace(_WORDS, str(escape(words)))
    return Markup(html)  # noqa: S704 - and the words were made safe


def _key(view: "ListView", options: dict[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    query = view.query
    return (
        id(view.spec),
        get_language(),
        view.path,
        view.now,
        bool(query.q),
        *(query.tab, query.field, query.basis, query.since, query.until, query.sort, query.size),
        tuple(sorted(query.where.items())),
        tuple(
            (name, tuple((str(code), str(label)) for code, label in found)) for name, found in options.items()
        ),
    )


def _written(view: "ListView", options: dict[str, tuple[Any, ...]]) -> str:
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    # What is asked for next is a new search, which need not be counted to its end.
    asked = replace(view.query, q=_WORDS if view.query.q else "", to_the_end=False)
    shown = replace(view, query=asked)
    written: str = environment.get_template("list_panel.html").render(list=shown, options=options)
    return written
