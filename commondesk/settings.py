"""Django's settings, made from the environment; environment.py and docs/settings.md say what may be set."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from commondesk.environment import Environment, sentences
from commondesk.plumbing.logs import logging_config

HERE = Path(__file__).resolve().parent


def _read_environment() -> Environment:
    """Refuses, in sentences a person can act on, whatever would be insecure to serve."""
    try:
        environment = Environment()
    except ValidationError as error:
        raise ImproperlyConfigured("\n".join(sentences(error))) from None
    if refusals := environment.refusals():
        raise ImproperlyConfigured("\n".join(refusals))
    return environment


def _database(environment: Environment) -> dict[str, Any]:
    if not environment.database_url:
        return _sqlite(str(environment.data_dir / "commondesk.sqlite3"))
    # Pages are WSGI on a fixed number of threads, so a kept connection is one of a known few; nothing
    # asynchronous uses the ORM (the line has a pool of its own).
    found: dict[str, Any] = dict(
        dj_database_url.parse(environment.database_url, conn_max_age=60, conn_health_checks=True)
    )
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return _sqlite(str(found["NAME"]))
    if found["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("COMMONDESK_DATABASE_URL must begin with postgres:// or sqlite:///.")
    found["OPTIONS"] = _impatient(pooled=bool(environment.listen_url)) | found.get("OPTIONS", {})
    return found


def _impatient(*, pooled: bool) -> dict[str, Any]:
    """A network that breaks in the middle tells nobody: neither side may wait for hours, as both would.

    The server lets go of what a lost process has locked. A pooler has connections of its own, and refuses
    such options; there they are its own matter. What the address itself says counts instead.
    """
    ours = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
    }
    theirs = {
        "idle_in_transaction_session_timeout": "20s",
        "tcp_keepalives_idle": 10,
        "tcp_keepalives_interval": 5,
        "tcp_keepalives_count": 3,
        "tcp_user_timeout": "20s",
    }
    said = " ".join(f"-c {name}={value}" for name, value in theirs.items())
    return ours if pooled else ours | {"options": said}


def _sqlite(path: str) -> dict[str, Any]:
    return {"ENGINE": "commondesk.plumbing.sqlite", "NAME": path, "CONN_MAX_AGE": 60}


def _mail(environment: Environment) -> dict[str, Any]:
    """Where mail goes: the SMTP server, a folder of the demo, or nowhere (which `commondesk check` says)."""
    if environment.is_demo and not environment.smtp_url:
        return {"EMAIL_BACKEND": "commondesk.channels.email.eml_files.EmailBackend",
                "EMAIL_FILE_PATH": str(environment.data_dir / "mail")}  # fmt: skip
    if not environment.smtp_url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(environment.smtp_url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured(
            "COMMONDESK_SMTP_URL must look like smtp://name:password@mail.example.org:587."
        )
    plain = parse_qs(parts.query).get("tls") == ["off"]
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not plain,
        "EMAIL_TIMEOUT": 20,
    }


COMMONDESK = _read_environment()

SECRET_KEY = COMMONDESK.secret()
DEBUG = False
ALLOWED_HOSTS = COMMONDESK.hosts
ROOT_URLCONF = "commondesk.urls"
WSGI_APPLICATION = "commondesk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "commondesk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "lucide",
]

# First whom to believe; then what every answer wears, also one that is refused further in.
MIDDLEWARE = [
    "commondesk.web.watching.counting.count_requests",
    "commondesk.web.health.asked_by_any_name",
    "commondesk.web.access.believe_proxies_only",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "commondesk.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commondesk.web.demo_mail.mailbox",
                "commondesk.web.language.of_staff",
                "commondesk.web.late_wakes.of_help_desk",
            ],
        },
    },
]

# Data. One verb is one transaction, so a request is not.
DATABASES = {"default": {**_database(COMMONDESK), "ATOMIC_REQUESTS": False}}
# Shared by all processes, or else each would count its own sign-in attempts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "commondesk_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Who signs in.
AUTH_USER_MODEL = "commondesk.Librarian"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_ADAPTER = "commondesk.web.account.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {"reset_password": "commondesk.web.account.forgotten.ForgottenForm"}
# Nobody fills a colleague's mailbox with links; the same for addresses that nobody has.
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,5/h/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# Language, time.
USE_I18N = True
USE_TZ = True
TIME_ZONE = COMMONDESK.time_zone
LANGUAGE_CODE = "en"
# Staff read their pages in these; patrons, and who writes to a patron, in all.
STAFF_LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LANGUAGES = [*STAFF_LANGUAGES, ("ht", _("Haitian Creole"))]
# Django has never heard of it.
LANG_INFO["ht"] = {"bidi": False, "code": "ht", "name": "Haitian Creole", "name_local": "kreyòl ayisyen"}
LOCALE_PATHS = [HERE / "locale"]

# Static files: hashed names, kept for ever by browsers; plumbing/assets.py collects them at a server's start.
STATIC_URL = "/static/"
STATIC_ROOT = COMMONDESK.data_dir / "static"
STATICFILES_DIRS = [HERE / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commondesk.plumbing.assets.HashedFiles"},
}
MEDIA_ROOT = COMMONDESK.data_dir / "files"

# Mail.
globals().update(_mail(COMMONDESK))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = COMMONDESK.sender

# Cookies and headers. `__Host-` makes browsers refuse a cookie that another host of the same domain has set.
_COOKIE_PREFIX = "__Host-" if COMMONDESK.is_https else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}commondesk_session"
SESSION_COOKIE_SECURE = COMMONDESK.is_https
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}commondesk_csrf"
CSRF_COOKIE_SECURE = COMMONDESK.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [COMMONDESK.base_url]
CSRF_FAILURE_VIEW = "commondesk.web.errors.too_old"
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}commondesk_language"
LANGUAGE_COOKIE_SECURE = COMMONDESK.is_https
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if COMMONDESK.is_https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if COMMONDESK.trusted_proxies else None
X_FRAME_OPTIONS = "DENY"
# Longer than any question may be, far below what hurts.
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["commondesk.web.uploads.Bounded"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "frame-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

LOGGING_CONFIG = "commondesk.plumbing.logs.configure"
LOGGING = logging_config(COMMONDESK.log_level)
