"""The real settings and one language more, which only exists to see every page from right to left."""

from commondesk.settings import *  # noqa: F403
from commondesk.settings import COMMONDESK, LANG_INFO, LANGUAGES, LOCALE_PATHS, STAFF_LANGUAGES
from tests.support import pseudo_locale

_HERE = COMMONDESK.data_dir / "pseudo-locale"
pseudo_locale.write_to(_HERE)
LANG_INFO[pseudo_locale.CODE] = pseudo_locale.INFO
STAFF_LANGUAGES = [*STAFF_LANGUAGES, (pseudo_locale.CODE, "Right to left")]
LANGUAGES = [*LANGUAGES, (pseudo_locale.CODE, "Right to left")]
LOCALE_PATHS = [_HERE, *LOCALE_PATHS]
