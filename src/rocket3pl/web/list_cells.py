"""The rows of a list as HTML, written in Python.

A page has hundreds of cells, and nine tenths of its time went into macros that wrote them. Whatever
is the same in all cells of a column is put together once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape

from rocket3pl.shared.listing import Row
from rocket3pl.web import formats
from rocket3pl.web.jinja import icon
from rocket3pl.web.list_spec import Column, ListSpec, Tag, Text

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
_TEXTS: dict[str, Callable[[Any], str]] = {
    "num": formats.number,
    "date": formats.date,
    "datetime": formats.datetime_full,
}
# Kinds of cells that say nothing but their value.
_REPEATED = frozenset({"text", "mono", "num", "date", "datetime"})
# Where a row's name stands in a sentence.
_MARK = "\x00"
Writer = Callable[[Row], str]


def on_page(read: Callable[[Row], Any]) -> Callable[[Row], Any]:
    """Return a reader of rows as it works for one page: some ask only once what all rows share."""
    prepared: Callable[[Row], Any] = read.on_page() if hasattr(read, "on_page") else read
    return prepared


@dataclass(frozen=True, slots=True)
class Local:
    """A name of a row in the reader's language: warehouse_ko, warehouse_zh and so on; else the Korean one."""

    key: str

    def __call__(self, row: Row) -> str:
        """Return the name in one row, "" for none."""
        return self.on_page()(row)

    def on_page(self) -> Writer:
        """Return the same for the rows of one page."""
        mine, korean = f"{self.key}_{(get_language() or 'ko')[:2]}", f"{self.key}_ko"
        return lambda row: row.get(mine) or row.get(korean) or ""


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence with one value of the row in it: Worded(_("바코드 %(code)s"), "code", "fnsku")."""

    sentence: Text
    name: str
    key: str

    def __call__(self, row: Row) -> str:
        """Return the sentence of one row."""
        return self.on_page()(row)

    def on_page(self) -> Writer:
        """Return the same for the rows of one page."""
        sentence, name, key = str(self.sentence), self.name, self.key
        return lambda row: sentence % {name: row[key]}


# Most values have none of these, and to look is quicker than to escape.
_SPECIAL = frozenset("&<>\"'")


def safe(value: Any) -> str:
    """Return a value as HTML writes it."""
    if type(value) is not str:
        if hasattr(value, "__html__"):
            return str(value.__html__())
        value = str(value)
    return value if _SPECIAL.isdisjoint(value) else str(escape(value))


def _read(column: Column) -> Callable[[Row], Any]:
    """Return what reads the column's value in a row of this page."""
    if column.value is not None:
        return on_page(column.value)
    # What lambda row: row.get(key) says, without a call of Python's for each of the cells.
    return methodcaller("get", column.key)


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


def _name_keys(column: Column) -> list[tuple[str, str]]:
    """Return the row's keys of a product's names with their html lang, in the reader's order."""
    return [
        (f"{column.key}_{code}", "zh-Hans" if code == "zh" else code)
        for code in name_order()
        if code in NAME_LANGUAGES
    ]


def _found(keys: list[tuple[str, str]], row: Row) -> list[tuple[str, str]]:
    return [(row[key], lang) for key, lang in keys if row.get(key)][:2]


def names(column: Column, row: Row) -> list[tuple[str, str]]:
    """Return a product's names as (text, html lang), at most two."""
    return _found(_name_keys(column), row)


def _names(column: Column) -> Writer:
    keys = _name_keys(column)
    href = on_page(column.href) if column.href else None

    def write(row: Row) -> str:
        found = _found(keys, row)
        if not found:
            return _NOTHING
        text, lang = found[0]
        to = href(row) if href else None
        first = (
            f'<a class="pname" href="{safe(to)}" lang="{lang}">{safe(text)}</a>'
            if to
            else f'<span class="pname" lang="{lang}">{safe(text)}</span>'
        )
        if len(found) == 1:
            return first
        text, lang = found[1]
        return f'{first}<span class="pname2" lang="{lang}">{safe(text)}</span>'

    return write


def _image(column: Column, spec: ListSpec) -> Writer:
    none = f'<span class="thumb none">{icon("photo")}</span>'
    read = _read(column)

    def write(row: Row) -> str:
        src = read(row)
        if not src:
            return none
        return (
            f'<img class="thumb" src="{safe(src)}" alt="{safe(row_name(spec, row))}" '
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
            written[id(tag)] = tag, f'<span class="tag {tag.tone}">{drawing}{safe(tag.label)}</span>'
        return written[id(tag)][1]

    return write


def _around(column: Column) -> tuple[str, str]:
    """Return what stands before and after a text that leads nowhere."""
    if column.lang:
        return f'<span lang="{safe(column.lang)}">', "</span>"
    if column.masked:
        return f'<span title="{safe(gettext("개인정보 보호를 위해 일부를 가렸습니다"))}">', "</span>"
    return "", ""


def _text(column: Column) -> Writer:
    as_text: Callable[[Any], str] = _TEXTS.get(column.kind, safe)
    read, href = _read(column), on_page(column.href) if column.href else None
    before, after = ('<span class="qty">', "</span>") if "m-qty" in column.css else _around(column)
    # A language is nothing to say of a mere "-".
    nothing = "-" if column.lang and not before.startswith("<span class") else f"{before}-{after}"
    if "m-said" in column.css:
        # A phone leaves the line out.
        nothing = f'<span class="nil">{nothing}</span>'
    css = ' class="qty"' if column.kind == "num" else ""

    def write(row: Row) -> str:
        value = read(row)
        text = "-" if value is None or value == "" else as_text(value)
        if href and (to := href(row)):
            return f'<a href="{safe(to)}"{css}>{text}</a>'
        return nothing if text == "-" else f"{before}{text}{after}"

    return write


def _once_each(column: Column, inside: Writer, begin: str) -> Writer:
    """Return what writes a cell that its value alone decides: rows of a page often share values."""
    read = _read(column)
    written: dict[Any, str] = {}

    def write(row: Row) -> str:
        value = read(row)
        if value not in written:
            written[value] = f"{begin}{inside(row)}</td>"
        return written[value]

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
    label = f' data-label="{safe(column.label)}"' if {"m-qty", "m-said"} & set(column.css.split()) else ""
    begin = f'<td class="{safe(css_of(column))}"{label}>'
    if column.sub is None and column.href is None and column.kind in _REPEATED:
        return _once_each(column, inside, begin)
    if column.sub is None:
        return lambda row: f"{begin}{inside(row)}</td>"
    sub = on_page(column.sub)

    def write(row: Row) -> str:
        more = sub(row)
        line = f'<div class="cell-sub">{safe(more)}</div>' if more else ""
        return f"{begin}{inside(row)}{line}</td>"

    return write


def _box(spec: ListSpec) -> Writer:
    """Return what writes the cell with the row's tick box."""
    before, after = safe(gettext("%(name)s 선택") % {"name": _MARK}).split(_MARK)
    begin = '<td class="ck"><input class="form-check-input" type="checkbox" name="ids" value="'
    key, named = spec.row_id, spec.row_label or spec.row_id
    return lambda row: (
        f'{begin}{safe(row[key])}" aria-label="{before}{safe(row.get(named) or "")}{after}"></td>'
    )


def written(spec: ListSpec, rows: Iterable[Row]) -> Markup:
    """Return the rows of a page as lines of a table, in the reader's language."""
    writers = [_box(spec)] if spec.row_id else []
    writers += [_cell(column, spec) for column in spec.columns if column.screen]
    if spec.row_end:
        writers.append(spec.row_end())
    if key := spec.row_id:
        # A row writes its id several times over.
        rows = [{**row, key: str(row[key])} for row in rows]
    lines = ["<tr>\n" + "\n".join([write(row) for write in writers]) + "\n</tr>\n" for row in rows]
    # Every value went through safe().
    return Markup("".join(lines))  # noqa: S704
