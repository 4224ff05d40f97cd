"""Grams: which pieces of a text are kept, and which a search asks for."""

import pytest

from rocket3pl.shared.grams import folded, grams_of, wanted

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("니트", {"니", "트", "니트"}),
        ("纯色T恤", {"纯", "色", "纯色", "恤"}),
        ("D1180", {"d11", "118", "180"}),
        ("ab", set()),
        ("Ａｂｃ", {"abc"}),
        ("颜色:白色", {"颜", "色", "颜色", "白", "白色"}),
        ("", set()),
        ("😀 _-", {"😀"} - {"😀"}),
    ],
)
def test_what_is_kept(text: str, kept: set[str]) -> None:
    assert set(grams_of([text], owner_id=7).split()) == kept | {"owner7"}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["니트"], ["니트", "owner7"]),
        (["색"], ["색", "owner7"]),
        (["ab"], []),
        (["T恤"], ["恤", "owner7"]),
        (["D118024465402"], ["465", "654", "540", "402", "owner7"]),
        (['"x" OR *'], []),
        (["니트", "白色"], ["니트", "白色", "owner7"]),
    ],
)
def test_what_is_asked_for(words: list[str], asked: list[str]) -> None:
    assert wanted(words, owner_id=7) == asked


def test_every_part_of_a_text_finds_it() -> None:
    """Whatever stands in a text: the grams of any part of it are grams of the whole."""
    text = "纯色圆领毛衣 니트 여성 D118024465402 knit-top 2024新款T恤"
    kept = set(grams_of([text], owner_id=1).split())
    whole = folded(text)
    for start in range(len(whole)):
        for end in range(start + 1, min(len(whole), start + 14) + 1):
            assert set(wanted(whole[start:end].split(), owner_id=1)) <= kept
