"""Stored secrets: in backups as they are stored, and under a new key when the operator wants."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from rocket3pl.cli import archive
from rocket3pl.cli.digest import digest
from rocket3pl.cli.resealing import reseal_all
from rocket3pl.integrations.credentials import operator_keys, seller_keys
from rocket3pl.integrations.models import CoupangMapping, OperatorCredential, SellerCredential
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys

SELLER = {"vendor_id": "A00012345", "access_key": "access", "secret_key": "very-secret-1234"}


@pytest.fixture
def kept(world: World) -> World:
    give_keys(world, "papago", key_id="id", key="operator-secret-1")
    give_keys(world, "coupang", "ara", **SELLER)
    with owner_scope(world.ara.pk):
        CoupangMapping.objects.create(owner=world.ara, vendor_item_id=7, product_name="니트", updated_at=NOW)
    return world


@pytest.mark.once  # on PostgreSQL a backup begins its transaction itself
def test_a_backup_holds_secrets_sealed_and_gives_them_back(kept: World, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    before = digest()
    archive.backup(target)
    assert b"very-secret" not in target.read_bytes()
    for model in (SellerCredential, OperatorCredential, CoupangMapping):
        model._base_manager.all()._raw_delete("default")
    assert digest() != before
    with zipfile.ZipFile(target) as stored:
        for model in (OperatorCredential, SellerCredential, CoupangMapping):
            archive._load(stored, model)
    assert digest() == before
    assert operator_keys("papago")["key"] == "operator-secret-1"
    with owner_scope(kept.ara.pk):
        assert seller_keys("coupang", kept.ara.pk).values == SELLER


def test_secrets_move_to_a_new_key(kept: World, settings: Any) -> None:
    old, new = settings.SEAL_KEYS[0], Fernet.generate_key().decode()
    settings.SEAL_KEYS = [new, old]
    assert reseal_all() == (2, 0)
    settings.SEAL_KEYS = [new]
    assert operator_keys("papago")["key"] == "operator-secret-1"
    with operator_scope():
        assert seller_keys("coupang", kept.ara.pk).values == SELLER
    settings.SEAL_KEYS = [old]
    assert not operator_keys("papago").readable
    assert reseal_all() == (0, 2)
