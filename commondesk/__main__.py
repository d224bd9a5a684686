"""`python -m commondesk` is `commondesk`."""

import sys

from commondesk.cli import main

sys.exit(main())
