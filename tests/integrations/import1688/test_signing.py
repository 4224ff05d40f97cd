"""Who may speak: the vector of the contract, age, both secrets, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from rocket3pl.integrations.import1688.signing import BadSignature, signature, signed_headers, verify

BODY = b'{"id":"evt_0001","type":"cn.outbound.shipped"}'
VECTOR = "v1=f5c8f4094796913792f2c99924a83babcaa01ff0e61d89e205b6bace435285f5"
NOW = datetime.fromtimestamp(1767323045, tz=UTC)


def headers(secret="whsec_test", **changes):
    made = signed_headers(secret, event_id="evt_0001", kind="cn.outbound.shipped", body=BODY, now=NOW)
    return {**made, **changes}


def test_the_vector():
    assert signature("whsec_test", timestamp=1767323045, event_id="evt_0001", body=BODY) == VECTOR
    assert headers() == {
        "X-R3PL-Event-Id": "evt_0001",
        "X-R3PL-Event-Type": "cn.outbound.shipped",
        "X-R3PL-Timestamp": "1767323045",
        "X-R3PL-Signature": VECTOR,
    }


def test_either_secret_opens_while_they_change():
    for secret in ("old", "new"):
        signed = verify(["new", "old"], headers(secret), BODY, now=NOW)
        assert (signed.event_id, signed.kind) == ("evt_0001", "cn.outbound.shipped")


@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_are_fresh(seconds):
    assert verify(["whsec_test"], headers(), BODY, now=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("given", "body", "moved", "code"),
    [
        (headers(), BODY, 301, "too_old"),
        (headers(), BODY, -301, "too_old"),
        (headers("other"), BODY, 0, "wrong_signature"),
        (headers(), BODY + b" ", 0, "wrong_signature"),
        (headers(**{"X-R3PL-Event-Id": "evt_0002"}), BODY, 0, "wrong_signature"),
        (headers(**{"X-R3PL-Timestamp": "1767323046"}), BODY, 0, "wrong_signature"),
        (headers(**{"X-R3PL-Signature": VECTOR.upper()}), BODY, 0, "bad_headers"),
        (headers(**{"X-R3PL-Signature": ""}), BODY, 0, "bad_headers"),
        (headers(**{"X-R3PL-Timestamp": "1e9"}), BODY, 0, "bad_headers"),
        (headers(**{"X-R3PL-Event-Id": "a" * 65}), BODY, 0, "bad_headers"),
        ({}, BODY, 0, "bad_headers"),
    ],
)
def test_anything_else_is_refused(given, body, moved, code):
    with pytest.raises(BadSignature) as refused:
        verify(["whsec_test"], given, body, now=NOW + timedelta(seconds=moved))
    assert refused.value.code == code


def test_without_a_secret_nobody_speaks():
    with pytest.raises(BadSignature):
        verify([], headers(), BODY, now=NOW)
