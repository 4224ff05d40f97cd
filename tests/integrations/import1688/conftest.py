"""A seller of the platform, whose products approve themselves."""

import pytest

from rocket3pl.owners.models import Owner
from tests.factories import make_owner, make_warehouse

SECRET = "whsec_test"


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.IMPORT1688_SECRETS = [SECRET]


@pytest.fixture
def seller(db):
    """Return the code of a linked seller."""
    make_warehouse()
    owner = make_owner("수입상")
    Owner.objects.filter(pk=owner.pk).update(auto_approve=True)
    return owner.code
