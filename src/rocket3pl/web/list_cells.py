"""The rows of a list as HTML, written in Python.

A page has hundreds of cells, and nine tenths of its time went into macros that wrote them. Whatever
is the same in all cells of a column is put together once, by `row_writer`.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape

from rocket3pl.shared.listing import Row
from rocket3pl.web import formats
from rocket3pl.web.addresses import known
from rocket3pl.web.jinja import icon
from rocket3pl.web.list_spec import Column, ListSpec, Tag

NAME_LANGUAGES = ("zh", "ko", "en")
_NOTHING = '<span class="muted">-</span>'
_CLASSES = {
    "num": "num",
    "mono": "mono",
    "link": "mono",
    "date": "nw",
    "datetime": "nw",
    "tag": "nw",
    "image": "m-img",
    "name": "m-title",
}
_TEXTS: dict[str, Callable[[Any], Any]] = {
    "num": formats.number,
    "date": formats.date,
    "datetime": formats.datetime_full,
}
Writer = Callable[[Row], str]


def address_of(route: str, key: str) -> Writer:
    """Return what gives a row's address: the route's, with the row's value of that key in it."""
    return lambda row: known(route, row[key])


# Most values have none of these, and to look is quicker than to escape.
_SPECIAL = frozenset("&<>\"'")


def _safe(value: Any) -> str:
    """Return a value as HTML writes it."""
    if hasattr(value, "__html__"):
        return str(value.__html__())
    text = str(value)
    return text if _SPECIAL.isdisjoint(text) else str(escape(text))


def _as_is(value: Any) -> Any:
    return "-" if value is None or value == "" else value


def css_of(column: Column) -> str:
    """Return the classes of a column's cells and of its head."""
    return f"{_CLASSES.get(column.kind, '')} {column.css}".strip()


def row_name(spec: ListSpec, row: Row) -> str:
    """Return what names the row aloud."""
    return str(row.get(spec.row_label or spec.row_id) or "")


def name_order() -> list[str]:
    """Return the languages of a product's names: the reader's first, then the Chinese one."""
    mine = (get_language() or "ko")[:2]
    return list(dict.fromkeys(["zh", "ko", "en"] if mine == "zh" else [mine, "zh", "ko", "en"]))


def names(column: Column, row: Row, order: list[str] | None = None) -> list[tuple[str, str]]:
    """Return a product's names as (text, html lang), at most two."""
    found = []
    for code in order or name_order():
        text = str(row.get(f"{column.key}_{code}") or "") if code in NAME_LANGUAGES else ""
        if text:
            found.append((text, "zh-Hans" if code == "zh" else code))
    return found[:2]


def _names(column: Column) -> Writer:
    order = name_order()

    def write(row: Row) -> str:
        found = names(column, row, order)
        if not found:
            return _NOTHING
        (text, lang), *more = found
        href = column.href(row) if column.href else None
        first = (
            f'<a class="pname" href="{_safe(href)}" lang="{lang}">{_safe(text)}</a>'
            if href
            else f'<span class="pname" lang="{lang}">{_safe(text)}</span>'
        )
        return first + "".join(f'<span class="pname2" lang="{c}">{_safe(t)}</span>' for t, c in more)

    return write


def _image(column: Column, spec: ListSpec) -> Writer:
    none = f'<span class="thumb none">{icon("photo")}</span>'

    def write(row: Row) -> str:
        src = column.read(row)
        if not src:
            return none
        return (
            f'<img class="thumb" src="{_safe(src)}" alt="{_safe(row_name(spec, row))}" '
            'loading="lazy" decoding="async" width="40" height="40">'
        )

    return write


def _tag(column: Column) -> Writer:
    # The same few tags in every row. The tag is kept beside its text, so that its id stays its own.
    written: dict[int, tuple[Tag, str]] = {}

    def write(row: Row) -> str:
        tag = column.tag(row)
        if tag is None:
            return _NOTHING
        if id(tag) not in written:
            drawing = icon(tag.icon) if tag.icon else ""
            written[id(tag)] = tag, f'<span class="tag {tag.tone}">{drawing}{_safe(tag.label)}</span>'
        return written[id(tag)][1]

    return write


def _around(column: Column, *, said: bool) -> tuple[str, str]:
    """Return what stands before and after a text that leads nowhere; `said` is False for a mere "-"."""
    if "m-qty" in column.css:
        return '<span class="qty">', "</span>"
    if column.lang and said:
        return f'<span lang="{_safe(column.lang)}">', "</span>"
    if column.masked:
        return f'<span title="{_safe(gettext("개인정보 보호를 위해 일부를 가렸습니다"))}">', "</span>"
    return "", ""


def _text(column: Column) -> Writer:
    as_text = _TEXTS.get(column.kind, _as_is)
    around, around_nothing = _around(column, said=True), _around(column, said=False)
    css = ' class="qty"' if column.kind == "num" else ""

    def write(row: Row) -> str:
        value = column.read(row)
        text = _safe(as_text(value))
        if column.href and (href := column.href(row)):
            return f'<a href="{_safe(href)}"{css}>{text}</a>'
        before, after = around_nothing if text == "-" else around
        return f"{before}{text}{after}"

    return write


def _cell(column: Column, spec: ListSpec) -> Writer:
    """Return what writes a whole cell of the column."""
    if column.kind == "name":
        inside = _names(column)
    elif column.kind == "image":
        inside = _image(column, spec)
    elif column.kind == "tag":
        inside = _tag(column)
    else:
        inside = _text(column)
    label = f' data-label="{_safe(column.label)}"' if "m-qty" in column.css else ""
    begin, sub = f'<td class="{_safe(css_of(column))}"{label}>', column.sub
    if sub is None:
        return lambda row: f"{begin}{inside(row)}</td>"

    def write(row: Row) -> str:
        more = sub(row)
        line = f'<div class="cell-sub">{_safe(more)}</div>' if more else ""
        return f"{begin}{inside(row)}{line}</td>"

    return write


def _box(spec: ListSpec) -> Writer:
    """Return what writes the cell with the row's tick box."""
    label = _safe(gettext("%(name)s 선택"))

    def write(row: Row) -> str:
        return (
            '<td class="ck"><input class="form-check-input" type="checkbox" name="ids" '
            f'value="{_safe(row[spec.row_id])}" '
            f'aria-label="{label % {"name": _safe(row_name(spec, row))}}"></td>'
        )

    return write


def row_writer(spec: ListSpec) -> Callable[[Row], Markup]:
    """Return what writes the cells of one row after the other, in the reader's language."""
    writers = [_box(spec)] if spec.row_id else []
    writers += [_cell(column, spec) for column in spec.columns if column.screen]
    # Every value went through _safe() above.
    return lambda row: Markup("\n".join([write(row) for write in writers]))  # noqa: S704
