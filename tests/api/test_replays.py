"""The same call twice under one Idempotency-Key, on every route that changes something: one effect."""

from typing import Any

import pytest
from django.db import transaction

from tests.api.conftest import Program, Programs, business, new_key
from tests.api.matrix import CALLERS, MATRIX
from tests.api.samples import DOCUMENTED, Things, address_of, sample_of
from tests.api.test_isolation import _program
from tests.documents.test_files import picture
from tests.support import body

# The first of them that may is the one who calls.
_WHO = ("seller", "manager", "worker")
WRITES = {
    told["operationId"]: (method, path, told)
    for path, methods in DOCUMENTED["paths"].items()
    for method, told in methods.items()
    if method != "get"
}


def _who(name: str) -> str:
    statuses = dict(zip(CALLERS, MATRIX[name].split(), strict=True))
    return next((who for who in _WHO if statuses[who].startswith("2")), "")


DONE = sorted(name for name in WRITES if _who(name))
# Their answers hold a secret that is shown once, and are not kept.
SECRET = {"webhooks_create_endpoint", "webhooks_rotate_endpoint_secret", "outbounds_show_recipient"}
# Done again, since nothing of them is kept. They make nothing: the same key of an owner is in force again,
# and whoever did not get the answer of a rotation gets a secret by another one.
AGAIN = {"operator_set_owner_key", "outbounds_show_recipient", "webhooks_rotate_endpoint_secret"}


def _call(program: Program, name: str, things: Things, key: str) -> Any:
    method, path, told = WRITES[name]
    if name == "files_upload":
        return program.upload("product_image", "a.png", picture(), idempotency_key=key)
    content = told.get("requestBody", {}).get("content", {}).get("application/json")
    sent = sample_of(content["schema"], things.values) if content else None
    return program.send(method.upper(), address_of(path, things), sent, idempotency_key=key)


@pytest.mark.parametrize("name", DONE)
def test_a_repeat_has_one_effect(programs: Programs, things: Things, name: str) -> None:
    program, key = _program(programs, _who(name)), new_key()
    with transaction.atomic():
        before = business()
        first = _call(program, name, things, key)
        assert 200 <= first.status_code < 300, body(first)
        once = business()
        again = _call(program, name, things, key)
        assert again.status_code == first.status_code
        assert body(again) == body(first) or name in SECRET
        after = business()
        transaction.set_rollback(True)
    if name not in AGAIN:
        assert after == once
    if first.status_code == 201:
        assert once != before
