"""The list behind `?` and the listener are one table: what is said is bound, what is bound is said."""

import re
from pathlib import Path

from commondesk.consortium.calls import calls_of, choose_calls
from commondesk.web.librarian.keys import KEYS, bound_for, keys_of

STATIC = Path(__file__).resolve().parents[3] / "commondesk/static/js/console"
ROWS = [row for _title, rows in KEYS for row in rows]


def test_every_act_of_the_table_is_one_of_the_listener_and_the_other_way_round():
    table = re.search(r"(?s)const ACTS = \{\n(.*?)\n\};", (STATIC / "keys.js").read_text())
    assert table
    assert set(re.findall(r"(?m)^  (\w+):", table[1])) == {row.act for row in ROWS if row.act}


def test_no_key_means_two_things_and_none_hides_behind_the_beginning_of_another():
    bound = [row.keys for row in ROWS if row.act]
    assert len(bound) == len(set(bound))
    assert {keys.split()[0] for keys in bound if " " in keys}.isdisjoint(bound)
    assert [keys for keys in bound if len(keys.replace(" ", "")) != len(keys.split())] == []


def test_only_the_help_desk_is_told_how_to_step_in(cast):
    assert "s" not in bound_for(cast.ines)
    assert bound_for(cast.hana)["s"] == "step_in"
    assert sum(len(rows) for _title, rows in keys_of(cast.ines)) == len(ROWS) - 1


def test_the_desk_lists_every_key_that_it_binds(client, cast):
    client.force_login(cast.ines)
    page = client.get("/desk/").content.decode()
    shown = re.search(r'(?s)<dialog class="sheet dialog" id="keys".*?</dialog>', page)
    assert shown
    rows = [re.findall(r"<kbd>(.*?)</kbd>", row) for row in re.findall(r"<tr>.*?</tr>", shown[0])]
    assert {" ".join(row) for row in rows} >= set(bound_for(cast.ines))
    assert '"g q": "queue"' in page


def test_whoever_turned_them_off_is_shown_no_key_that_does_nothing(client, cast):
    choose_calls(cast.ines, calls_of(cast.ines), False)
    client.force_login(cast.ines)
    page = client.get("/desk/").content.decode()
    assert '"letter_keys": false' in page
    assert "aria-keyshortcuts" not in page
    assert "Press <kbd>c</kbd>" not in page
