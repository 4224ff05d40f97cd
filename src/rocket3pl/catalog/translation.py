"""번역: an English and a Korean draft of a Chinese product name.

`Translator` is the port that any engine fits. The one here needs no outside service: a glossary by
longest match. What a seller wrote for the same text before is asked first, then the glossary; when it
does not know every word, the engines that settings.TRANSLATORS names are asked in their order.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from rocket3pl.catalog.models import LearnedTranslation
from rocket3pl.reference.queries import glossary
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner
from rocket3pl.shared.validators import not_english

MAX_NAME = 300
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[A-Za-z0-9]")
_ENGLISH = re.compile(r"[A-Za-z]{2}")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_BRACKETS = str.maketrans({"【": "[", "】": "]", "《": '"', "》": '"', "、": ",", "。": ".", "·": " "})
# Signs that words stand close to, on their right or left side.
_NO_SPACE_AFTER = "([{:>/-+~_="
_NO_SPACE_BEFORE = ")]},.:;>/%-+~_=!?"


@dataclass(frozen=True, slots=True)
class Translation:
    """What a Chinese text is called. "" where nothing sensible can be said."""

    name_ko: str = ""
    name_en: str = ""
    # "service_failed": an outside engine did not answer, so this is the glossary's draft.
    note: str = ""

    @property
    def untranslated(self) -> tuple[str, ...]:
        """Return what is left in Chinese (or Korean) in the English name, for a person to write."""
        return not_english(self.name_en)


class TranslatorFailed(Exception):  # noqa: N818 - says what happened
    """An outside engine did not answer; the glossary's draft has to do."""


class Engine(Protocol):
    """What settings.TRANSLATORS names: an outside engine. None where it is not set up.

    Raises TranslatorFailed.
    """

    def __call__(self, text: str, *, now: datetime) -> "Translation | None": ...  # noqa: D102


class Translator(Protocol):
    """An engine that turns a Chinese text into drafts."""

    def translate(self, text: str) -> Translation:
        """Return drafts; a person looks at them before they count."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text: a word of the glossary, Chinese nobody knows, or signs to keep."""

    kind: Literal["word", "unknown", "kept"]
    ko: str
    en: str


class GlossaryTranslator:
    """Longest match over a glossary of Chinese words: what they are called in Korean and English.

    Latin letters and digits are kept. Words that mix scripts (T恤) are matched before the text is
    split by script. Chinese that the glossary lacks stays visible, so that a person completes it.
    """

    def __init__(self, terms: Mapping[str, tuple[str, str]]) -> None:
        self._terms = {zh.casefold(): meaning for zh, meaning in terms.items() if zh}
        self._lengths = sorted({len(zh) for zh in self._terms}, reverse=True)

    def translate(self, text: str) -> Translation:
        """Return drafts; the English one is "" when it would hold no word that is not Chinese."""
        tidy = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
        pieces = list(self._pieces(tidy))
        english = _joined([(p.kind, p.en) for p in pieces])
        understood = any(p.kind == "word" or _ENGLISH.search(p.en) for p in pieces)
        return Translation(
            name_ko=_joined([(p.kind, p.ko) for p in pieces])[:MAX_NAME] if understood else "",
            name_en=english[:MAX_NAME] if _ENGLISH.search(english) else "",
        )

    def knows(self, text: str) -> bool:
        """Say whether no Chinese of the text is left over."""
        tidy = unicodedata.normalize("NFKC", text).translate(_BRACKETS)
        return not any(p.kind == "unknown" for p in self._pieces(tidy))

    def _pieces(self, text: str) -> Iterator[_Piece]:
        at, run = 0, ""

        def flush() -> Iterator[_Piece]:
            nonlocal run
            if run:
                yield _Piece("unknown" if _HAN.match(run) else "kept", run, run)
                run = ""

        while at < len(text):
            year = _YEAR.match(text, at)
            word = None if year else self._word_at(text, at)
            if year or word:
                yield from flush()
            if year:
                yield _Piece("kept", f"{year[1]}년", year[1])
                at = year.end()
            elif word:
                yield _Piece("word", *self._terms[word])
                at += len(word)
            else:
                if run and bool(_HAN.match(run[-1])) != bool(_HAN.match(text[at])):
                    yield from flush()
                run += text[at]
                at += 1
        yield from flush()

    def _word_at(self, text: str, at: int) -> str | None:
        for length in self._lengths:
            word = text[at : at + length].casefold()
            if len(word) == length and word in self._terms and _stands_alone(text, at, length):
                return word
        return None


def _stands_alone(text: str, at: int, length: int) -> bool:
    """Say whether a word that has no Chinese is not a part of a longer one: USB, but not in USBC."""
    if _HAN.search(text[at : at + length]):
        return True
    before, after = text[at - 1 : at] if at else "", text[at + length : at + length + 1]
    return not (_LATIN.match(before) or _LATIN.match(after))


def _joined(parts: Iterable[tuple[str, str]]) -> str:
    """Return the words with single spaces; a word of the glossary said twice is said once."""
    out, said = "", set()
    for kind, part in parts:
        word = part.strip()
        if not word or (kind == "word" and word in said):
            continue
        if kind == "word":
            said.add(word)
        close = not out or out[-1] in _NO_SPACE_AFTER or word[0] in _NO_SPACE_BEFORE
        # Counters such as 件套 (종 세트, -piece set) belong to the number before them.
        counted = bool(out) and out[-1].isdigit() and word[0] in "-종개"
        out += word if close or counted else f" {word}"
    return re.sub(r"\s+", " ", out).strip()


def translate(text: str, *, now: datetime, engine: Translator | None = None) -> Translation:
    """Return the drafts for the seller in scope: their own words for this very text, else an engine's.

    A failing outside engine is no error: the glossary's draft comes back with a note.
    Raises NotPermitted.
    """
    require_owner(Right.APPLY_PRODUCT)
    wanted = text.strip()
    if not wanted:
        return Translation()
    known = LearnedTranslation.objects.filter(text_zh=wanted).first()
    if known is not None and known.name_ko and known.name_en:
        return Translation(name_ko=known.name_ko, name_en=known.name_en)
    made = engine.translate(wanted) if engine else _drafted(wanted, now)
    if known is None:
        return made
    return replace(made, name_ko=known.name_ko or made.name_ko, name_en=known.name_en or made.name_en)


def _drafted(text: str, now: datetime) -> Translation:
    """Return the glossary's draft when it knows every word, else the first outside engine's."""
    words = GlossaryTranslator(glossary())
    draft = words.translate(text)
    if words.knows(text):
        return draft
    for path in settings.TRANSLATORS:
        engine: Engine = import_string(path)
        try:
            made = engine(text, now=now)
        except TranslatorFailed:
            return replace(draft, note="service_failed")
        if made is not None:
            english = made.name_en if _ENGLISH.search(made.name_en) else ""
            return Translation(name_ko=made.name_ko or draft.name_ko, name_en=english or draft.name_en)
    return draft


@dataclass(frozen=True, slots=True)
class Written:
    """Names that a person wrote for a Chinese text; "" where the machine's draft was left as it is."""

    text_zh: str
    name_ko: str = ""
    name_en: str = ""


def learn(owner_id: int, pairs: Iterable[Written], *, now: datetime) -> None:
    """Remember what people made of Chinese texts, in two statements; the latest words count."""
    merged: dict[str, Written] = {}
    for pair in pairs:
        if pair.text_zh and (pair.name_ko or pair.name_en):
            old = merged.get(pair.text_zh, pair)
            merged[pair.text_zh] = Written(
                pair.text_zh, pair.name_ko or old.name_ko, pair.name_en or old.name_en
            )
    if not merged:
        return
    found = LearnedTranslation.objects.filter(text_zh__in=merged)
    known = {zh: (ko, en) for zh, ko, en in found.values_list("text_zh", "name_ko", "name_en")}
    rows = []
    for text, pair in merged.items():
        old_ko, old_en = known.get(text, ("", ""))
        new_ko, new_en = pair.name_ko or old_ko, pair.name_en or old_en
        if (new_ko, new_en) != (old_ko, old_en):
            rows.append(
                LearnedTranslation(
                    owner_id=owner_id, text_zh=text, name_ko=new_ko, name_en=new_en, updated_at=now
                )
            )
    LearnedTranslation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["owner", "text_zh"],
        update_fields=["name_ko", "name_en", "updated_at"],
    )
