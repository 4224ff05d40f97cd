"""Grams: which pieces of a text are kept, and which a search asks for."""

import pytest

from rocket3pl.shared.grams import folded, grams_of, wanted

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("니트", {"니", "트", "니트", "7x니트"}),
        ("纯色T恤", {"纯", "色", "纯色", "7x纯色", "恤"}),
        ("D1180", {"d11", "118", "180", "d1180", "7xd1180"}),
        ("D118-024", {"d11", "118", "024"}),
        ("ab", set()),
        ("Ａｂｃ", {"abc"}),
        ("颜色:白色", {"颜", "色", "颜色", "7x颜色", "白", "白色", "7x白色"}),
        ("", set()),
        ("😀 _-", {"😀"} - {"😀"}),
    ],
)
def test_what_is_kept(text: str, kept: set[str]) -> None:
    assert set(grams_of([text], owner_id=7).split()) == kept | {"owner7"}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["니트"], ["7x니트"]),
        (["색"], ["색", "owner7"]),
        (["ab"], []),
        (["T恤"], ["恤", "owner7"]),
        (["D118024465402"], ["7x24465", "7x44654", "7x46540", "7x65402"]),
        (["5402"], ["540", "402", "owner7"]),
        (["10000000"], ["7x10000"]),
        (["00000000"], ["7x00000"]),
        (['"x" OR *'], []),
        (["니트", "白色"], ["7x니트", "7x白色"]),
        (["니트", "색", "402"], ["7x니트", "색", "402"]),
    ],
)
def test_what_is_asked_for(words: list[str], asked: list[str]) -> None:
    assert wanted(words, owner_id=7) == asked
    of_all = [gram.removeprefix("7x") for gram in asked if gram != "owner7"]
    assert wanted(words, owner_id=None) == of_all


def test_grams_of_one_owner_are_no_others() -> None:
    """Owner 7's are neither those of all, nor of owner 77, whatever the text is made of."""
    texts = ["7x니트 7x24465 77x244 owner7 77", "x7 7x 7x7x7x7"]
    mine, theirs = (set(grams_of(texts, owner_id=n).split()) for n in (7, 77))
    of_all = set(grams_of(texts, owner_id=7).split()) & theirs
    assert {g for g in mine - of_all if not g.startswith("7x")} == {"owner7"}
    assert {g for g in theirs - of_all if not g.startswith("77x")} == {"owner77"}
    assert max(len(g) for g in of_all) == 5


def test_every_part_of_a_text_finds_it() -> None:
    """Whatever stands in a text: the grams of any part of it are grams of the whole."""
    text = "纯色圆领毛衣 니트 여성 D118024465402 knit-top 2024新款T恤"
    kept = set(grams_of([text], owner_id=1).split())
    whole = folded(text)
    for start in range(len(whole)):
        for end in range(start + 1, min(len(whole), start + 14) + 1):
            for owner_id in (1, None):
                assert set(wanted(whole[start:end].split(), owner_id=owner_id)) <= kept
