"""The pages, for any WSGI server: `gunicorn commondesk.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commondesk.settings")

application = get_wsgi_application()
