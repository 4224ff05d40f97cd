"""Settings of the frame's tests: no other room's addresses are needed."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _only_the_frame(settings: Settings) -> None:
    settings.ROOT_URLCONF = "web_routes"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
