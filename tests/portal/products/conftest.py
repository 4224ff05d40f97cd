from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _static_root(settings: Settings) -> None:
    # The file server warns about a folder that only collectstatic makes.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
