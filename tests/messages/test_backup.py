"""A backup keeps endpoints with their secrets, sealed as they are."""

import json
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone

from rocket3pl.cli import archive
from rocket3pl.messages.endpoints import EndpointDetails, create_endpoint, endpoint_of, rotate_secret
from rocket3pl.messages.models import Attempt, Delivery, Endpoint
from rocket3pl.messages.replaying import send_test
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, new_key
from tests.support import acting, everything

# On PostgreSQL a backup begins a transaction of its own.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_what_was_backed_up_comes_back(world: World, tmp_path: Path) -> None:
    ara = world.people["ara"]
    with acting(ara):
        made = create_endpoint(EndpointDetails("https://1.1.1.1/", "재고"), key=new_key(), now=NOW)
        fresh = rotate_secret(made.public_id, version=1, now=timezone.now())
        send_test(made.public_id, key=new_key(), now=NOW)
    target = tmp_path / "backup.zip"
    archive.backup(target)
    with zipfile.ZipFile(target) as opened:
        (row,) = (json.loads(line) for line in opened.read("rows/webhooks.endpoint.jsonl").splitlines())
        assert row["secret"].startswith("gAAAA") and made.secret not in str(row) and fresh not in str(row)
        before = everything()
        tables = (Endpoint, Delivery, Attempt)
        with operator_scope():
            for model in reversed(tables):
                model.objects.all().delete()
        assert everything() != before
        for model in tables:
            archive._load(opened, model)
    assert everything() == before
    with acting(ara):
        found = endpoint_of(made.public_id)
    assert (found.secret.reveal(), found.previous_secret.reveal()) == (fresh, made.secret)  # type: ignore[attr-defined]
