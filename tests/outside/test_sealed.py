"""Sealed secrets: keys change, texts are tampered with, nothing is printed."""

import pytest
from cryptography.fernet import Fernet

from rocket3pl.outside.sealed import SealedTextField, Secret, Unreadable, reseal, seal, unseal

pytestmark = pytest.mark.once
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_is_sealed_comes_back() -> None:
    for text in ("", "s3cret", "비밀 密"):
        sealed = seal(text)
        assert text == "" or text not in sealed
        assert unseal(sealed) == text
    assert seal("s3cret") != seal("s3cret")


def test_keys_are_changed_without_a_gap(settings: object) -> None:
    settings.SEAL_KEYS = [OLD]
    old = seal("s3cret")
    settings.SEAL_KEYS = [NEW, OLD]
    assert unseal(old) == "s3cret"
    new = reseal(old)
    settings.SEAL_KEYS = [NEW]
    assert unseal(new) == "s3cret"
    for broken in (lambda: unseal(old), lambda: reseal(old)):
        with pytest.raises(Unreadable):
            broken()


def test_a_changed_text_does_not_open() -> None:
    sealed = seal("s3cret")
    other = "A" if sealed[40] != "A" else "B"
    for wrong in (sealed[:40] + other + sealed[41:], sealed[:-4], "", "가", "nonsense"):
        with pytest.raises(Unreadable) as caught:
            unseal(wrong)
        assert str(caught.value) == "sealed text cannot be opened"


def test_a_secret_is_never_printed() -> None:
    secret = Secret.of("s3cret")
    assert (str(secret), repr(secret), f"{secret}") == ("••••", "Secret(••••)", "••••")
    assert secret.reveal() == "s3cret"
    assert secret == Secret(secret.sealed)
    assert secret != Secret.of("s3cret")


def test_a_column_takes_secrets_only() -> None:
    column = SealedTextField(null=True)
    secret = Secret.of("s3cret")
    assert column.get_prep_value(secret) == secret.sealed
    assert column.from_db_value(secret.sealed) == secret
    assert column.get_prep_value(None) is column.from_db_value(None) is None
    with pytest.raises(TypeError):
        column.get_prep_value("s3cret")
