"""As seed_cast, and the sessions of people who are signed in: `NAME_session` beside each token."""

from __future__ import annotations

import json
import sys

from tests.support.seed_cast import begin


def main() -> None:
    begin()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from commondesk.desk.bearer import create_personal
    from tests.cast import make_cast

    cast = make_cast()
    told = {}
    for person in (cast.ines, cast.otto, cast.noor, cast.hana):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.save()
        name = person.called.lower()
        told |= {name: create_personal(person.email), f"{name}_session": session.session_key or ""}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
