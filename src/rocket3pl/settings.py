"""Settings of the product; everything an operator may change comes from the environment.

DATABASE_URL  a PostgreSQL or SQLite address; without it an SQLite file inside DATA
DATA          folder for the database, uploads and the generated secret (default: ./data)
SECRET_KEY    signing key; without it one is made once and kept in DATA/secret_key
SEAL_KEYS     comma-separated Fernet keys of stored secrets: the first seals, all open; without them
              one is made once and kept in DATA/seal_key
ALLOWED_HOSTS comma-separated host names (default: this machine only)
API_CALLS_PER_MINUTE  calls of one API key per minute (default: 600)
API_REFUSALS_PER_MINUTE  calls without a valid API key per minute from one address (default: 60)
TRUSTED_PROXIES       addresses or networks of our own proxies, comma-separated: their X-Forwarded-For
                      is believed (default: none)
API_TAKEN_OVER_SECONDS  after how long a call whose process died may be taken over (default: 120)
JOB_LEASE_SECONDS     how long a worker may be silent before another takes up its work (default: 300)
IMPORT1688_URL        address of 1688상품관 to ask for events and about sellers' keys (default: as its page
                      of 연동 says; with this or the next set, the page only shows what the environment says)
IMPORT1688_SECRETS    secrets that its messages are signed with, comma-separated: two while they change
OUTBOUND_IP   address that our calls come from; sellers must register it at Coupang
SERVICE_URL_<CONNECTOR>  where a service is instead of its public address, e.g. SERVICE_URL_PAPAGO
WEBHOOKS_HTTP_ALLOWED  1 when sellers' webhooks may lead to http:// addresses as well (default: https only)
HTTPS         1 when the service stands behind TLS: secure cookies and HSTS
"""

import base64
import ipaddress
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

PACKAGE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("DATA") or "data").resolve()
HTTPS = os.environ.get("HTTPS") == "1"
DEBUG = False


def _kept(name: str, fresh: Callable[[], str]) -> str:
    """Return the text of DATA/name, made once and kept readable by its owner only."""
    DATA.mkdir(parents=True, exist_ok=True)
    path = DATA / name
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(fresh())
    return path.read_text(encoding="ascii")


def _secret_key() -> str:
    """Return SECRET_KEY, or one generated once."""
    return os.environ.get("SECRET_KEY") or _kept("secret_key", lambda: secrets.token_urlsafe(48))


def _seal_keys() -> list[str]:
    """Return SEAL_KEYS, or one generated once: 32 random bytes in URL-safe base64, as Fernet wants."""
    given = [key.strip() for key in os.environ.get("SEAL_KEYS", "").split(",") if key.strip()]
    fresh = lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii")  # noqa: E731
    return given or [_kept("seal_key", fresh)]


# What PostgreSQL's planner is told of the machine: that any page of a table is read about as quickly as
# the next one (its own default is for turning disks, and lets it read ten thousand rows of others to find
# fifty of a seller's), and that no statement of ours is long enough to be compiled first.
PLANNING = "-c random_page_cost=1.1 -c jit=off"


def _database() -> dict[str, Any]:
    """Return Django's settings of the one database.

    SQLite runs in WAL mode and begins every transaction as a writer (IMMEDIATE): a reader that
    becomes a writer half-way would fail at once instead of waiting. synchronous=FULL keeps an
    acknowledged commit through a power cut.
    """
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'rocket3pl.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=None))
    if config["ENGINE"].endswith("sqlite3"):
        config["CONN_MAX_AGE"] = None
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
                "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
            ),
        }
    else:
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            "connect_timeout": 10,
            "options": f"-c lock_timeout=5000 -c statement_timeout=60000 {PLANNING}",
        }
        config["CONN_HEALTH_CHECKS"] = True
    return config


SECRET_KEY = _secret_key()
SEAL_KEYS = _seal_keys()
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "rocket3pl.shared",
    "rocket3pl.outside",
    "rocket3pl.owners",
    "rocket3pl.jobs",
    "rocket3pl.reference",
    "rocket3pl.warehouses",
    "rocket3pl.documents",
    "rocket3pl.catalog",
    "rocket3pl.inventory",
    "rocket3pl.inbound",
    "rocket3pl.outbound",
    "rocket3pl.shipments",
    "rocket3pl.messages",
    "rocket3pl.notices",
    "rocket3pl.web",
    "rocket3pl.integrations",
    "rocket3pl.portal",
    "rocket3pl.console",
    "rocket3pl.api",
    "rocket3pl.integrations.import1688",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "rocket3pl.integrations.import1688.early.signed_events",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rocket3pl.web.middleware.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rocket3pl.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "rocket3pl.web.middleware.scope",
    "rocket3pl.web.middleware.only_posted",
    "rocket3pl.web.middleware.domain_errors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "rocket3pl.urls"
WSGI_APPLICATION = "rocket3pl.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            PACKAGE / "web" / "templates",
            PACKAGE / "portal" / "templates",
            PACKAGE / "console" / "templates",
            PACKAGE / "api" / "templates",
            PACKAGE / "integrations" / "templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "rocket3pl.web.jinja.environment", "autoescape": True},
    },
    {
        # Only for libraries that bring Django templates of their own.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.contrib.messages.context_processors.messages"]},
    },
]

# Login. Sellers: 아이디 + 1688상품관 API KEY; warehouse staff: password and, if set up, TOTP.
AUTH_USER_MODEL = "owners.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rocket3pl.owners.login.MarketplaceKeyBackend",
    "rocket3pl.owners.login.StaffPasswordBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login_id", "name")},
    },
]
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "login_id"
AXES_SENSITIVE_PARAMETERS = ["api_key", "password", "otp_token"]
AXES_LOCKOUT_CALLABLE = "rocket3pl.web.views.login.locked_out"
# By name only: an attacker changes addresses at will, and the answer is the same for unknown names.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Rocket3PL"

SESSION_ENGINE = "rocket3pl.owners.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rocket3pl.web.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# Korean is the language the sources are written in; the other two are translated.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Seoul"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or DATA / "static")
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# No upload is reachable by address: every file goes through a view that checks its owner.
MEDIA_URL = "/nowhere/"

API_TAKEN_OVER_SECONDS = int(os.environ.get("API_TAKEN_OVER_SECONDS") or 120)
API_CALLS_PER_MINUTE = int(os.environ.get("API_CALLS_PER_MINUTE") or 600)
API_REFUSALS_PER_MINUTE = int(os.environ.get("API_REFUSALS_PER_MINUTE") or 60)
# Where all server processes count calls together; see api/counts.py.
API_COUNTS = DATA / "api_counts"
# Read at the start, so that a slip of the pen stops it and is not believed to be nobody.
TRUSTED_PROXIES = [
    ipaddress.ip_network(proxy.strip())
    for proxy in os.environ.get("TRUSTED_PROXIES", "").split(",")
    if proxy.strip()
]

# The sample data, where nothing is real: a secret that everybody knows signs its demonstrations.
DEMO = os.environ.get("ROCKET3PL_DEMO") == "1"
IMPORT1688_URL = (os.environ.get("IMPORT1688_URL") or "").rstrip("/")
IMPORT1688_SECRETS = [s for s in (os.environ.get("IMPORT1688_SECRETS") or "").split(",") if s]
IMPORT1688_DEMO_SECRETS = ["whsec_demo"] if DEMO else []

JOB_LEASE_SECONDS = int(os.environ.get("JOB_LEASE_SECONDS") or 300)

# Engines of 번역 beside the glossary, asked in this order; see catalog/translation.py.
TRANSLATORS = ["rocket3pl.integrations.translators.engine.translate"]

# Who is asked about a seller's key that nobody entered here, "" for nobody; see owners/vouching.py. The
# platform is only asked where its address is known.
KEY_VERIFIER = "rocket3pl.integrations.import1688.keys.vouch"

# Who knows where parcels are, "" for nobody; see outbound/parcels.py.
PARCEL_STATES = "rocket3pl.integrations.couriers.states.state_of"

# Lists of connectors that programs read by the API; see shared/connected.py.
CONNECTED_LISTS = {
    "coupang.stock": "rocket3pl.integrations.coupang.stock.STOCK",
    "coupang.sales": "rocket3pl.integrations.coupang.sales.SALES_AS_READ",
}

# Catalogues of others that 불러오기 asks, the first that is set up; see catalog/sources.py.
PRODUCT_SOURCES = ["rocket3pl.integrations.domeggook.source.SOURCE"]

# Registers that 주소 찾기 asks, the first that is set up; see reference/address_search.py.
ADDRESS_FINDERS = ["rocket3pl.integrations.juso.finder.FINDER"]

# The address that others see our calls come from, told to sellers who must register it at Coupang.
OUTBOUND_IP = os.environ.get("OUTBOUND_IP") or ""

# Where services are, by connector, when not at their public addresses.
SERVICE_URLS = {
    name.removeprefix("SERVICE_URL_").lower(): url
    for name, url in os.environ.items()
    if name.startswith("SERVICE_URL_") and url
}
# Webhooks go to https only, unless the operator allows http; to our own machines never: only tests set that.
WEBHOOKS_HTTP_ALLOWED = os.environ.get("WEBHOOKS_HTTP_ALLOWED") == "1"
WEBHOOKS_INSIDE_ALLOWED = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # They write addresses and headers of calls at DEBUG, and those hold secrets.
    "loggers": {"httpcore2": {"level": "WARNING"}, "httpx2": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
