"""The settings under test: the real ones, on a database and a data directory of the test run's own."""

import os
import tempfile
from pathlib import Path

# This run's folder, made and removed by conftest.py. Workers share it; suffixes tell their databases apart.
_HERE = os.environ.setdefault(
    "COMMONDESK_TEST_DIR", f"{tempfile.gettempdir()}/commondesk-tests-{os.getpid()}"
)
for _name in [name for name in os.environ if name.startswith("COMMONDESK_") and "_TEST_" not in name]:
    del os.environ[_name]  # whoever runs the tests may have an installation of their own

os.environ["COMMONDESK_DATA_DIR"] = _HERE
os.environ["COMMONDESK_SECRET_KEY"] = "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz"
os.environ["COMMONDESK_BASE_URL"] = "http://127.0.0.1:8000"
if os.environ.get("COMMONDESK_TEST_DATABASE", "sqlite") == "postgres":
    from tests import postgres

    os.environ["COMMONDESK_DATABASE_URL"] = postgres.url_for_tests()

from commondesk.settings import *  # noqa: E402, F403
from commondesk.settings import DATABASES  # noqa: E402

if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_HERE) / "test.sqlite3")}

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Pages under test read the source files; hashed names are proved by the browser stories on a real server.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
