"""Every setting of Mostek, read from the environment here and nowhere else.

A wrong value stops the start with a sentence. A name may be given as NAME_FILE: then the file's text is the value.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent


def text(name: str, default: str = "") -> str:
    if file := os.environ.get(f"{name}_FILE"):
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes"}


def level(name: str, default: str) -> str:
    value = text(name, default).upper()
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
        raise ImproperlyConfigured(f"{name} must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {value!r}.")
    return value


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def address(name: str, default: str) -> str:
    value = text(name, default).rstrip("/")
    if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc:
        raise ImproperlyConfigured(
            f"{name} must be an address like https://mostek.example.pl, not {value!r}."
        )
    return value


def mail_server(name: str) -> dict[str, object]:
    """`smtp://user:password@host:587` begins plain and goes on encrypted, `smtps://` is encrypted from the start.

    `?tls=no` after the first leaves it plain: for a server on the same machine.
    """
    value = text(name)
    if not value:
        return {}
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    tls = parse_qs(parts.query).get("tls", ["yes"])[0]
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or tls not in {"yes", "no"}:
        raise ImproperlyConfigured(
            f"{name} must be an address like smtp://user:password@mail.example.pl:587."
        )
    return {
        "host": parts.hostname,
        "port": port or (465 if parts.scheme == "smtps" else 587),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "ssl": parts.scheme == "smtps",
        "tls": parts.scheme == "smtp" and tls == "yes",
    }


def kept_secret(directory: Path) -> str:
    """The key that protects stored secrets: made at the first start, readable by this user alone."""
    file = directory / "secret.key"
    if not file.exists():
        directory.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"secret.key.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="utf-8")
        try:
            os.link(draft, file)  # fails if another process was first: then its key counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="utf-8").strip()


# Where Mostek keeps its file database and its key.
DATA_DIR = Path(text("MOSTEK_DATA", "var")).expanduser().resolve()

# The address people and platforms reach Mostek under: callback, webhook addresses and links are built from it.
MOSTEK_URL = address("MOSTEK_URL", "http://localhost:8000")

# The address of this server as wFirma sees it. Empty: what the echo below told the worker, if there is one.
MOSTEK_OUTGOING_IP = text("MOSTEK_OUTGOING_IP")
# A page that answers with the caller's IP address and nothing else; the worker asks it once an hour.
MOSTEK_IP_ECHO_URL = address("MOSTEK_IP_ECHO_URL", "") if text("MOSTEK_IP_ECHO_URL") else ""

WFIRMA_API_URL = address("MOSTEK_WFIRMA_API_URL", "https://api2.wfirma.pl")
WFIRMA_LOGIN_URL = address("MOSTEK_WFIRMA_LOGIN_URL", "https://wfirma.pl")

# The Commission's register of VAT numbers, asked about every firm from another EU country.
VIES_URL = address("MOSTEK_VIES_URL", "https://ec.europa.eu/taxation_customs/vies/rest-api")

# First key encrypts, all of them decrypt: put a new key in front to rotate.
SECRET_KEYS = [key for key in text("MOSTEK_SECRET_KEYS").split(",") if key] or [kept_secret(DATA_DIR)]
SECRET_KEY = SECRET_KEYS[0]
SECRET_KEY_FALLBACKS = SECRET_KEYS[1:]

# Largest request body that a source may send, in bytes.
MAX_BODY = number("MOSTEK_MAX_BODY", 1_048_576)

# Shops on addresses that are not on the public Internet may be asked for their orders: for a shop in one's own network.
ALLOW_PRIVATE = flag("MOSTEK_ALLOW_PRIVATE")

# The server that alerts leave through, and the address they come from. Without it nobody is told by e-mail.
MOSTEK_SMTP = mail_server("MOSTEK_SMTP_URL")
EMAIL_HOST, EMAIL_PORT = MOSTEK_SMTP.get("host", ""), MOSTEK_SMTP.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MOSTEK_SMTP.get("user", ""), MOSTEK_SMTP.get("password", "")
EMAIL_USE_SSL, EMAIL_USE_TLS = MOSTEK_SMTP.get("ssl", False), MOSTEK_SMTP.get("tls", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text(
    "MOSTEK_MAIL_FROM", f"Mostek <mostek@{urlsplit(MOSTEK_URL).hostname or 'localhost'}>"
)

# An address that the worker asks for as long as it truly works, and the seconds between two such calls.
PING_URL = text("MOSTEK_PING_URL") and address("MOSTEK_PING_URL", "")
PING_EVERY = number("MOSTEK_PING_EVERY", 120)

# Opens /metrics, as `Authorization: Bearer …`. Empty: there is no such page.
METRICS_TOKEN = text("MOSTEK_METRICS_TOKEN")

# Years after the year of a sale in which its buyer's data stay; with VAT of other countries (OSS) the second.
RETENTION_YEARS = number("MOSTEK_RETENTION_YEARS", 6)
RETENTION_YEARS_OSS = number("MOSTEK_RETENTION_YEARS_OSS", 10)

# Connections a worker process serves side by side.
WORKER_THREADS = number("MOSTEK_WORKER_THREADS", 4)

DEBUG = flag("MOSTEK_DEBUG")
ALLOWED_HOSTS = (
    text("MOSTEK_HOSTS").split(",") if text("MOSTEK_HOSTS") else [urlsplit(MOSTEK_URL).hostname or ""]
)
CSRF_TRUSTED_ORIGINS = [MOSTEK_URL]
IS_HTTPS = MOSTEK_URL.startswith("https://")
# A proxy in front ends TLS; it must set this header itself, whatever the client sent.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("MOSTEK_BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = (
    "mostek_session",
    "mostek_csrf",
    "mostek_language",
)
SESSION_COOKIE_SAMESITE = "Lax"  # the way back from wFirma is a cross-site GET and must carry the session
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mostek.core",
    "mostek.panel",
]
MIDDLEWARE = [
    "mostek.api.probes.Probes",  # before anything that asks for a host name, a session or the database
    "django.middleware.security.SecurityMiddleware",
    "mostek.panel.middleware.Headers",
    "mostek.api.door.Problems",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "mostek.panel.middleware.Door",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mostek.urls"
WSGI_APPLICATION = "mostek.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "mostek.panel.context.everywhere",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        text("MOSTEK_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'mostek.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins, so that it never fails half-way with "locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # FULL: what was answered with 200 survives a power cut, not only a crash of the process.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    # Tests use a file as well: the promises about many threads would not hold, or be seen, in memory.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
LOGIN_URL = "panel:login"
LOGIN_REDIRECT_URL = "panel:overview"
LOGOUT_REDIRECT_URL = "panel:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "Polski"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Warsaw"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "panel" / "static"  # served as they lie there: no collect step to forget
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY

# Reports of errors name what failed and where, without the values: those may be tokens, keys and buyers.
DEFAULT_EXCEPTION_REPORTER_FILTER = "mostek.core.reports.Filter"
DEFAULT_EXCEPTION_REPORTER = "mostek.core.reports.Report"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": level("MOSTEK_LOG_LEVEL", "INFO")},
    # httpx2 logs whole addresses, and an address may carry a code or a key.
    "loggers": {"httpx2": {"level": "WARNING"}, "httpcore2": {"level": "WARNING"}},
}
