"""Settings of the test suite: the product's own, with a throw-away DATA folder and quick hashes."""

import os
import tempfile
from pathlib import Path
from typing import Any

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("SEAL_KEYS", "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMDA=")
os.environ.setdefault("DATA", tempfile.mkdtemp(prefix="rocket3pl-test-"))

from rocket3pl.settings import *
from rocket3pl.settings import DATABASES

_database: dict[str, Any] = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3") and "DATABASE_URL" not in os.environ:
    _database["TEST"] = {"NAME": ":memory:"}

# Argon2 costs tens of milliseconds by design; one test hashes with it on purpose.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# The server gathers these before it starts; here the folder only has to be there.
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)
