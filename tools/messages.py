"""Translations: gather every msgid of the rooms that speak, keep the .po files complete, make .mo.

    python -m tools.messages            # add new msgids to the .po files, drop gone ones, compile
    python -m tools.messages --check    # change nothing; fail when something is missing or stale

Korean is the language of the sources. New msgids come in with an empty msgstr, to be translated in
the room's locale/<language>/LC_MESSAGES/django.po.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from jinja2 import Environment

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "rocket3pl"
ROOMS = ("web", "portal", "console", "api", "integrations")
LANGUAGES = ("zh_Hans", "en")
_SINGULAR = {"_", "gettext", "gettext_lazy"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
Key = tuple[str, str]  # context or "", msgid
Message = tuple[Key, str]  # and plural or ""


def _literals(node: ast.Call, count: int) -> tuple[str, ...]:
    texts = [a.value for a in node.args[:count] if isinstance(a, ast.Constant)]
    return tuple(t for t in texts if isinstance(t, str))


def in_python(room: str) -> Iterator[Message]:
    """Yield the messages of a room's Python files."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in _SINGULAR and (found := _literals(node, 1)):
                yield ("", found[0]), ""
            elif node.func.id in _PLURAL and len(found := _literals(node, 2)) == 2:  # noqa: PLR2004
                yield ("", found[0]), found[1]
            elif node.func.id in _CONTEXT and len(found := _literals(node, 2)) == 2:  # noqa: PLR2004
                yield (found[0], found[1]), ""


def in_templates(room: str) -> Iterator[Message]:
    """Yield the messages of a room's templates."""
    environment: Any = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    for path in sorted((PACKAGE / room / "templates").rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        for _line, function, message in environment.extract_translations(source):
            if isinstance(message, str):
                yield ("", message), ""
                continue
            texts = [t for t in message if t]
            if function in _CONTEXT:
                yield (texts[0], texts[1]), ""
            else:
                yield ("", texts[0]), texts[1] if len(texts) > 1 else ""


def messages(room: str) -> dict[Key, str]:
    """Return every message of a room with its plural ("" for none)."""
    found: dict[Key, str] = {}
    for key, plural in (*in_python(room), *in_templates(room)):
        found[key] = plural or found.get(key, "")
    return found


def key_of(entry: Any) -> Key:
    """Return the key of a catalogue's entry."""
    return entry.msgctxt or "", entry.msgid


def catalogue(room: str, language: str) -> Path:
    """Return the .po file of a room and language."""
    return PACKAGE / room / "locale" / language / "LC_MESSAGES" / "django.po"


def faults(room: str, language: str) -> list[str]:
    """Return what is wrong with a catalogue: missing, untranslated, stale, or not compiled."""
    path, wanted = catalogue(room, language), messages(room)
    if not wanted:
        return []
    if not path.exists():
        return [f"{path} does not exist"]
    entries = {key_of(e): e for e in polib.pofile(str(path)) if not e.obsolete}
    found = [f"missing: {key}" for key in wanted if key not in entries]
    found += [f"stale: {key}" for key in entries if key not in wanted]
    found += [f"untranslated: {e.msgid}" for e in entries.values() if not e.translated() or e.fuzzy]
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or _texts(polib.mofile(str(compiled))) != _texts(polib.pofile(str(path))):
        found.append(f"{compiled} is not up to date")
    return found


def _texts(file: Any) -> dict[Key, Any]:
    return {key_of(e): e.msgstr_plural or e.msgstr for e in file if not e.obsolete}


def update(room: str, language: str) -> int:
    """Bring a catalogue up to date and compile it; return the number of empty translations."""
    path, wanted = catalogue(room, language), messages(room)
    if not wanted:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    kept = {key_of(e): e for e in old if not e.obsolete}
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=1; plural=0;" if language == "zh_Hans" else "nplurals=2; plural=(n != 1);",
    }
    for (context, msgid), plural in sorted(wanted.items(), key=lambda m: (m[0][1], m[0][0])):
        entry = kept.get((context, msgid))
        if entry is None or bool(entry.msgid_plural) != bool(plural):
            forms = dict.fromkeys(range(1 if language == "zh_Hans" else 2), "")
            entry = (
                polib.POEntry(msgid=msgid, msgid_plural=plural, msgstr_plural=forms)
                if plural
                else polib.POEntry(msgid=msgid, msgctxt=context or None)
            )
        entry.occurrences = []
        entry.flags = ["python-format"] if "%(" in msgid else []
        file.append(entry)
    file.save(str(path))
    file.save_as_mofile(str(path.with_suffix(".mo")))
    return sum(not e.translated() for e in file)


def main() -> int:
    """Update, or with --check only look; return the exit status."""
    status = 0
    for room in ROOMS:
        for language in LANGUAGES:
            if "--check" in sys.argv[1:]:
                for fault in faults(room, language):
                    print(f"{room}/{language}: {fault}")
                    status = 1
            elif empty := update(room, language):
                print(f"{room}/{language}: {empty} to translate in {catalogue(room, language)}")
    return status


if __name__ == "__main__":
    sys.exit(main())
