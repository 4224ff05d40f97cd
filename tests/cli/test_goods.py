"""What the sample sells."""

import pytest

from rocket3pl.cli.sample.goods import KINDS, variants
from rocket3pl.shared.validators import english_name

pytestmark = pytest.mark.once


def test_the_english_names_of_the_sample_are_those_that_the_form_takes() -> None:
    names = [goods.names[2] for goods in variants(tuple(KINDS), 0)]
    assert [english_name(name) for name in names] == names
