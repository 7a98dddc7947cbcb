"""Settings, one file, read from the environment (see `docs/reference/settings.md`)."""

import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from parloir.config import env
from parloir.config.own_secrets import checked_secrets, protects_nobody
from parloir.config.transport import https_only_seconds
from parloir.media.relay import SHORTEST_SECRET
from parloir.scheduling.zone_data import use_the_package_alone

ROOT = Path(__file__).resolve().parents[2]

# --- Where things are -----------------------------------------------------------------------

DATA_DIR = Path(env.text("PARLOIR_DATA_DIR", str(Path(tempfile.gettempdir()) / "parloir-dev")))
BASE_URL = env.text("PARLOIR_BASE_URL", "http://localhost:8000")
WEB_NAME = env.text("PARLOIR_WEB_NAME", "web-1")
WORKER_NAME = env.text("PARLOIR_WORKER_NAME", "worker-1")
DEMO = env.flag("PARLOIR_DEMO", default=False)
CLOCK_OFFSET = env.seconds("PARLOIR_CLOCK", 0)
if CLOCK_OFFSET and not DEMO:
    raise env.SettingError("PARLOIR_CLOCK moves the clock of the demo alone: start with the demo.")
IMAGES_DIR = DATA_DIR / "images"
_heads = env.text("PARLOIR_AUDIT_HEADS", "")
AUDIT_DAYS = env.integer("PARLOIR_AUDIT_DAYS", 0)
AUDIT_HEADS = Path(_heads) if _heads else None
MAILBOX_DIR = Path(env.text("PARLOIR_MAILBOX_DIR", str(DATA_DIR / "mailbox")))

# --- Secrets --------------------------------------------------------------------------------

_secrets = checked_secrets(
    env.secret("PARLOIR_SECRET_KEY", DATA_DIR / "config" / "secret_key"),
    env.secret("PARLOIR_ENCRYPTION_KEY", DATA_DIR / "config" / "encryption_key"),
    may_be_samples=DEMO or protects_nobody(),
)
SECRET_KEY = _secrets.secret_key
ENCRYPTION_KEY = _secrets.encryption_key

# --- The media server -----------------------------------------------------------------------

JANUS_WS = env.text("PARLOIR_JANUS_WS", "ws://127.0.0.1:8188")
JANUS_API_SECRET = env.text("PARLOIR_JANUS_API_SECRET", "")
JANUS_ADMIN_KEY = env.text("PARLOIR_JANUS_ADMIN_KEY", "")
JANUS_VERSION = env.text("PARLOIR_JANUS_VERSION", "")
JANUS_SOURCE_HASH = env.text("PARLOIR_JANUS_SOURCE_HASH", "")
JANUS_PINNED = env.flag("PARLOIR_JANUS_PINNED", default=False)
MEDIA_RESTART = env.text("PARLOIR_MEDIA_RESTART", "")
TRIALS_AT_ONCE = env.integer("PARLOIR_TRIALS_AT_ONCE", 4)

# --- The relay ------------------------------------------------------------------------------

TURN_URLS = env.relay_addresses("PARLOIR_TURN_URLS", "")
TURN_SECRET = env.text("PARLOIR_TURN_SECRET", "")
if TURN_URLS and len(TURN_SECRET) < SHORTEST_SECRET:
    raise env.SettingError(
        f"PARLOIR_TURN_SECRET has fewer than {SHORTEST_SECRET} characters: set "
        "PARLOIR_TURN_SECRET_FILE to a file with the secret of the relay (static-auth-secret), "
        "which `openssl rand -hex 32` makes."
    )

# --- Mail -----------------------------------------------------------------------------------

EMAIL_HOST = env.text("PARLOIR_SMTP_HOST", "")
EMAIL_PORT = env.integer("PARLOIR_SMTP_PORT", 587)
EMAIL_HOST_USER = env.text("PARLOIR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("PARLOIR_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("PARLOIR_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("PARLOIR_MAIL_FROM", "Parloir <visits@localhost>")

# --- Networks -------------------------------------------------------------------------------

TRUSTED_PROXIES = env.text("PARLOIR_TRUSTED_PROXIES", "")
FACILITY_NETWORKS = env.networks("PARLOIR_FACILITY_NETWORKS", "")

# --- Django ---------------------------------------------------------------------------------

DEBUG = env.flag("PARLOIR_DEBUG", default=False)
METRICS_TOKEN = env.text("PARLOIR_METRICS_TOKEN", "")
HOSTS = env.text("PARLOIR_HOSTS", "")
_base = urlsplit(BASE_URL)
# Names alone. Their ports are compared by `parloir.config.site_address`.
ALLOWED_HOSTS = [_base.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS += [re.sub(r":(\d+|\*)$", "", host.strip()) for host in HOSTS.split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc}"]
SECURE_COOKIES = _base.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_ENGINE = "parloir.web.session_store"
# Over TLS, no other host of the domain and no plain connection can set these (RFC 6265bis).
_host_only = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME = f"{_host_only}parloir_session"
CSRF_COOKIE_NAME = f"{_host_only}csrftoken"
MESSAGES_COOKIE_NAME = f"{_host_only}messages"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
KNOWN_BROWSER_COOKIE_NAME = f"{_host_only}parloir_browser"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
MESSAGE_STORAGE = "parloir.web.message_storage.MessageStorage"
LOCAL_CERTIFICATE = env.flag("PARLOIR_LOCAL_CERTIFICATE", default=False)
SECURE_HSTS_SECONDS = https_only_seconds(BASE_URL, has_local_certificate=LOCAL_CERTIFICATE)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_htmx",
    "parloir.changes",
    "parloir.throttling",
    "parloir.audit",
    "parloir.accounts",
    "parloir.notices",
    "parloir.liveness",
    "parloir.facilities",
    "parloir.pin_tries",
    "parloir.factors",
    "parloir.credentials",
    "parloir.clients",
    "parloir.people",
    "parloir.sanctions",
    "parloir.bookings",
    "parloir.visits",
    "parloir.text_lines",
    "parloir.ledger",
    "parloir.disputes",
    "parloir.trials",
    "parloir.workflows",
    "parloir.facts",
    "parloir.realtime",
    "parloir.web",
]

MIDDLEWARE = [
    "parloir.web.middleware.OnlyOursMiddleware",  # first: for every response
    "parloir.api.middleware.ProblemsMiddleware",  # also for what the others refuse
    "parloir.web.middleware.PageMethodsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "parloir.web.sources.SourceMiddleware",  # before whatever writes events
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "parloir.web.known_browser.KnownBrowserMiddleware",
    "parloir.web.middleware.PermissionsPolicyMiddleware",
    "parloir.web.middleware.UserLanguageMiddleware",
    "parloir.web.middleware.NoZeroBytesMiddleware",
    "parloir.web.second_factor.gate.SecondFactorMiddleware",
    "parloir.web.screen_lock.middleware.ScreenLockMiddleware",
    "parloir.web.permission_refusals.PermissionRefusalMiddleware",
    "parloir.web.unread.UnreadMiddleware",  # last: it answers in the person's language
]

ROOT_URLCONF = "parloir.config.urls"
ASGI_APPLICATION = "parloir.config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "parloir" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "parloir.web.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": env.database("PARLOIR_DATABASE_URL", f"sqlite:///{DATA_DIR / 'parloir.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["parloir.web.signin_backend.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "parloir.credentials.password_lengths.LongEnoughValidator"},
    {"NAME": "parloir.credentials.password_rules.GuessedFirstValidator"},
    {"NAME": "parloir.credentials.password_rules.KnownWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "parloir.web.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_FORMS = {
    "login": "parloir.web.signin_forms.SignInForm",
    "change_password": "parloir.web.signin_forms.NewPasswordForm",
}
# They count in each process's memory. Ours are rows: see `parloir.web.signin_throttle`.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False

LANGUAGE_CODE = "en"
# Each by its own name. Its translations are in `locale`: see docs/how-to/translating.md.
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = f"{_host_only}parloir_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
use_the_package_alone()

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What is read of a request is decided by route in `parloir.web.body_limits`, before it is read.
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOG_LEVEL = env.text("PARLOIR_LOG_LEVEL", "INFO")
# Libraries write what they were given, from INFO on: queries, headers, parts of pictures.
LIBRARIES_LOG_LEVEL = LOG_LEVEL if LOG_LEVEL in {"ERROR", "CRITICAL"} else "WARNING"
_TO_ROOT = {"handlers": [], "level": LIBRARIES_LOG_LEVEL, "propagate": True}
# With PARLOIR_DEBUG, which is for development, an uncaught exception is printed whole.
LOGGING_CONFIG = "logging.config.dictConfig" if DEBUG else "parloir.logs.configuration.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "parloir.logs.lines.LineFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LIBRARIES_LOG_LEVEL},
    "loggers": {
        "parloir": {"level": LOG_LEVEL},
        # These have handlers and levels of their own, which write addresses.
        **dict.fromkeys(("django", "django.server", "uvicorn", "uvicorn.error"), _TO_ROOT),
        # Pages that were refused have access lines.
        "django.request": {**_TO_ROOT, "level": "ERROR"},
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
