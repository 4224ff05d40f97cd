"""Events are answered before sessions and pages: nothing that a page needs may be missed there."""

import pytest
from django.test import Client
from django.urls import reverse

from rocket3pl.integrations.import1688.early import PATH
from rocket3pl.integrations.import1688.intake import MAX_BYTES
from tests.integrations.import1688.events import event, raw
from tests.integrations.import1688.test_endpoint import post

pytestmark = pytest.mark.django_db


def test_the_address_is_the_one_that_others_look_up():
    assert reverse("import1688:events") == PATH


def test_an_answer_says_how_long_it_is_and_sets_no_cookie():
    response = post(raw(event("cn.warehouse.received", "AAAAAAAA", event_id="evt_1")))
    assert response["Content-Length"] == str(len(response.content))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


def test_no_session_is_looked_up(django_assert_num_queries):
    """The two rows and the transaction around them, whatever cookie comes along."""
    body = raw(event("cn.warehouse.received", "AAAAAAAA", event_id="evt_1"))
    with django_assert_num_queries(4):
        assert post(body, Cookie="session=abc").status_code == 202


def test_what_no_view_sees_is_refused_as_before():
    assert (
        Client(headers={"host": "elsewhere.example"}).post(PATH, b"{}", "application/json").status_code == 400
    )
    assert Client().post(PATH, b" " * (MAX_BYTES + 1), "application/json").status_code == 400


def test_a_fault_of_ours_is_a_page_with_a_number(monkeypatch):
    """The page of faults is written without knowing who asks."""

    def broken(*_args, **_how):
        raise RuntimeError

    monkeypatch.setattr("rocket3pl.integrations.import1688.views.accept", broken)
    client = Client(raise_request_exception=False)
    body = raw(event("cn.warehouse.received", "AAAAAAAA", event_id="evt_1"))
    monkeypatch.setattr("tests.integrations.import1688.test_endpoint.Client", lambda **_: client)
    assert post(body).status_code == 500
