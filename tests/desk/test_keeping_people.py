"""Two of the help desk who take each other's role away at the same moment: one of them stays."""

from __future__ import annotations

import threading

from django.db import connection

from commondesk.consortium.librarian import Librarian
from commondesk.consortium.membership import Membership, Role
from commondesk.desk.keeping_people import deactivate, set_consortium_role
from commondesk.plumbing.refusal import Refusal
from tests.cast import Cast, make_librarian


def test_one_of_the_help_desk_always_stays(open_cast: Cast) -> None:
    hana, hugo = open_cast.hana, make_librarian("hugo@desk.example", "Hugo", Role.HELP_DESK)
    begin, refused = threading.Barrier(2), []

    def act(by: Librarian, on: Librarian, *, end: bool) -> None:
        begin.wait()
        try:
            if end:
                deactivate(by, on)
            else:
                set_consortium_role(by, on, Role.ANALYST)
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=(hana, hugo), kwargs={"end": True}),
        threading.Thread(target=act, args=(hugo, hana), kwargs={"end": False}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Membership.objects.filter(role=Role.HELP_DESK, librarian__is_active=True).count() == 1
