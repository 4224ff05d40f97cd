"""Finds every msgid of the package `web`: in its Python files and in its templates."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment

WEB = Path(__file__).resolve().parents[2] / "src" / "rocket3pl" / "web"
NAMES = {"_", "gettext", "gettext_lazy"}
PLURALS = {"ngettext", "ngettext_lazy"}


def _texts(node: ast.Call, count: int) -> tuple[str, ...] | None:
    found = tuple(
        a.value for a in node.args[:count] if isinstance(a, ast.Constant) and isinstance(a.value, str)
    )
    return found if len(found) == count else None


def in_python() -> Iterator[tuple[str, ...]]:
    """Yield (msgid,) or (msgid, plural) of the Python files."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            found = None
            if node.func.id in NAMES:
                found = _texts(node, 1)
            elif node.func.id in PLURALS:
                found = _texts(node, 2)
            if found:
                yield found


def in_templates() -> Iterator[tuple[str, ...]]:
    """Yield the same of the templates."""
    environment: Any = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])  # noqa: S701 - nothing is rendered
    for path in (WEB / "templates").rglob("*.html"):
        for _line, _function, message in environment.extract_translations(path.read_text(encoding="utf-8")):
            if isinstance(message, str):
                yield (message,)
            else:
                yield tuple(part for part in message if part)[:2]


def all_msgids() -> set[str]:
    """Return every msgid (the singular of plurals)."""
    return {found[0] for source in (in_python, in_templates) for found in source()}
