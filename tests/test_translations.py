"""No word without its Chinese and English: catalogues complete, compiled, and true to their values."""

import re

import polib
import pytest

from tools.messages import LANGUAGES, ROOMS, catalogue, faults, key_of

CASES = [(room, language) for room in ROOMS for language in LANGUAGES]


@pytest.mark.parametrize(("room", "language"), CASES)
def test_every_word_is_translated(room: str, language: str) -> None:
    assert faults(room, language) == []


@pytest.mark.parametrize(("room", "language"), CASES)
def test_translations_keep_the_values_and_leave_no_korean(room: str, language: str) -> None:
    for entry in polib.pofile(str(catalogue(room, language))):
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        for text in texts:
            names = set(re.findall(r"%\(\w+\)s", entry.msgid))
            assert set(re.findall(r"%\(\w+\)s", text)) == names, entry.msgid
            assert not re.search("[가-힣]", text.replace("한국어", "")), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_rooms_agree_on_a_word(language: str) -> None:
    """Django merges the catalogues, so two rooms that differ would overrule each other."""
    seen: dict[tuple[str, str], str] = {}
    differing: list[str] = []
    for room in ROOMS:
        differing += [
            entry.msgid
            for entry in polib.pofile(str(catalogue(room, language)))
            if seen.setdefault(key_of(entry), entry.msgstr) != entry.msgstr
        ]
    assert differing == []
