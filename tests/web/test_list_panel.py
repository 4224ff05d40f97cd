"""The search panel is kept, and says what each reader asked for all the same."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from rocket3pl.shared.listing import ListQuery, Page
from rocket3pl.web import list_choices, list_panel, list_spec
from rocket3pl.web.list_choices import Choice
from rocket3pl.web.list_page import ListView
from rocket3pl.web.list_spec import ListSpec, Select
from tests.web.test_lists import SPEC

DAY = dt.date(2026, 11, 22)
QUERIES = [
    ListQuery(),
    ListQuery(q="니트"),
    ListQuery(q="<script>alert('x')</script> & \"more\""),
    ListQuery(q="q=1&tab=low"),
    ListQuery(q="니트", tab="low", size=50, sort="-n"),
    ListQuery(q="니트", tab="low", field="sku", basis="received"),
    ListQuery(q="cup", since=dt.date(2026, 11, 16), until=DAY, basis="requested"),
    ListQuery(where={"warehouse": "ICN1"}),
]


def _view(query: ListQuery, spec: ListSpec = SPEC, path: str = "/list/", now: dt.date = DAY) -> ListView:
    return ListView(spec=spec, query=query, page=Page([], 0, {"": 0}), path=path, now=now)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    list_panel._kept.clear()


def _anew(view: ListView) -> str:
    """Return the panel as it is written for this query alone, its words where they belong."""
    list_panel._kept.clear()
    return str(list_panel.panel(view))


def test_a_kept_panel_says_what_a_new_one_says() -> None:
    with translation.override("ko"):
        first = [str(list_panel.panel(_view(query))) for query in QUERIES]
        again = [str(list_panel.panel(_view(query))) for query in QUERIES]
        anew = [_anew(_view(query)) for query in QUERIES]
    assert first == again == anew
    assert len(set(first)) == len(QUERIES)


def test_words_are_made_safe_where_they_stand() -> None:
    with translation.override("ko"):
        for words in ("first", '"><img src=x onerror=alert(1)>&'):
            html = str(list_panel.panel(_view(ListQuery(q=words))))
    assert "first" not in html
    assert "<img" not in html
    assert 'value="&#34;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;"' in html
    # In the addresses of the period's buttons.
    assert html.count("q=%22%3E%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E%26") == 5


def test_one_form_of_question_is_written_once() -> None:
    with translation.override("ko"):
        for words in ("a", "b", "c"):
            list_panel.panel(_view(ListQuery(q=words)))
        assert len(list_panel._kept) == 1
        for view in (
            _view(ListQuery()),
            _view(ListQuery(q="a"), path="/other/"),
            _view(ListQuery(q="a"), now=DAY + dt.timedelta(days=1)),
            _view(ListQuery(q="a", tab="low")),
        ):
            list_panel.panel(view)
    assert len(list_panel._kept) == 5
    with translation.override("en"):
        assert str(list_panel.panel(_view(ListQuery()))) == _anew(_view(ListQuery()))


def test_choices_that_change_are_written_anew() -> None:
    choices = [("ICN1", "one")]
    spec = ListSpec(
        name="x", caption="x", columns=(), selects=(Select("warehouse", "w", lambda: list(choices)),)
    )
    with translation.override("ko"):
        assert "two" not in list_panel.panel(_view(ListQuery(), spec))
        choices.append(("ICN2", "two"))
        assert '<option value="ICN2">two</option>' in list_panel.panel(_view(ListQuery(), spec))


def test_no_more_panels_are_kept_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_panel, "MOST_KEPT", 2)
    with translation.override("ko"):
        for query in QUERIES:
            list_panel.panel(_view(query))
            assert len(list_panel._kept) <= 2


class Emptied(dict[Any, Any]):
    """What is kept, emptied by another thread as soon as there is something in it."""

    def __setitem__(self, key: Any, value: Any) -> None:
        """Keep nothing."""


def test_what_another_thread_drops_is_still_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Choice(shown=("name",), known=("name",))
    with translation.override("ko"):
        view = _view(ListQuery(q="니트"))
        before = (str(list_panel.panel(view)), list_spec.worded(SPEC), list_choices.applied(SPEC, shown))
        for module, name in ((list_panel, "_kept"), (list_spec, "_worded"), (list_choices, "_made")):
            monkeypatch.setattr(module, name, Emptied())
        after = (str(list_panel.panel(view)), list_spec.worded(SPEC), list_choices.applied(SPEC, shown))
    assert after == before
