import ctypes
import gc
import threading
import time

import pytest

from commondesk.plumbing.sqlite.gate import Gate, gate_of

LONG = 30.0


class Holder:
    """Stands for a connection."""


def stands_in_line(gate, count):
    """Wait until so many threads wait; the only polling here."""
    while gate.waiting < count:
        time.sleep(0.001)


def start(target, *args):
    thread = threading.Thread(target=target, args=args, daemon=True)
    thread.start()
    return thread


def test_those_who_wait_are_served_in_order_of_arrival():
    gate, first, served, threads = Gate(), Holder(), [], []
    gate.enter(first, LONG)

    def wait_for_turn(number):
        holder = Holder()
        assert gate.enter(holder, LONG)
        served.append(number)
        gate.leave(holder)

    for number in range(8):
        threads.append(start(wait_for_turn, number))
        stands_in_line(gate, number + 1)
    gate.leave(first)
    for thread in threads:
        thread.join(LONG)
    assert served == list(range(8))


def test_nobody_gets_in_beside_the_holder_and_no_wake_is_lost():
    gate, inside, most, rounds = Gate(), [], [], 300

    def come_and_go():
        for _ in range(rounds):
            holder = Holder()
            assert gate.enter(holder, LONG)
            inside.append(holder)
            most.append(len(inside))
            inside.remove(holder)
            gate.leave(holder)

    threads = [start(come_and_go) for _ in range(8)]
    for thread in threads:
        thread.join(LONG)
    assert most == [1] * 8 * rounds
    assert gate.waiting == 0


def test_a_busy_thread_cannot_overtake_one_that_waits():
    gate, greedy, patient, turns = Gate(), Holder(), Holder(), []
    gate.enter(greedy, LONG)
    waiting = start(lambda: (gate.enter(patient, LONG), turns.append("patient"), gate.leave(patient)))
    stands_in_line(gate, 1)
    gate.leave(greedy)
    assert gate.enter(greedy, LONG)
    turns.append("greedy")
    waiting.join(LONG)
    assert turns == ["patient", "greedy"]


def test_entering_twice_is_entering_once():
    gate, holder = Gate(), Holder()
    assert gate.enter(holder, LONG)
    assert gate.enter(holder, LONG)
    gate.leave(holder)
    assert not gate.is_held_by(holder)


def test_leaving_without_holding_takes_it_from_nobody():
    gate, holder = Gate(), Holder()
    gate.enter(holder, LONG)
    gate.leave(Holder())
    assert gate.is_held_by(holder)


def test_a_thread_that_would_wait_for_itself_is_told_at_once():
    gate = Gate()
    holder = Holder()
    assert gate.enter(holder, LONG)
    assert not gate.enter(Holder(), LONG * 1000)


def test_who_waited_too_long_leaves_the_line():
    gate, holder, result = Gate(), Holder(), []
    gate.enter(holder, LONG)
    start(lambda: result.append(gate.enter(Holder(), 0.01))).join(LONG)
    assert result == [False]
    assert gate.waiting == 0


def test_a_holder_that_is_no_more_does_not_stop_the_others():
    gate, result = Gate(), []
    start(lambda: gate.enter(Holder(), LONG)).join(LONG)
    gc.collect()
    start(lambda: result.append(gate.enter(Holder(), LONG))).join(LONG)
    assert result == [True]


def test_a_holder_that_dies_while_others_wait_is_noticed():
    gate, kept, result = Gate(), [Holder()], []
    gate.enter(kept[0], LONG)
    waiting = start(lambda: result.append(gate.enter(Holder(), LONG)))
    stands_in_line(gate, 1)
    kept.clear()
    gc.collect()
    waiting.join(LONG)
    assert result == [True]


def test_a_wait_that_is_interrupted_leaves_no_empty_place():
    gate, holder, seen = Gate(), Holder(), []
    gate.enter(holder, LONG)

    def wait_badly():
        try:
            gate.enter(Holder(), LONG)
        except KeyboardInterrupt:
            seen.append("interrupted")

    waiting = start(wait_badly)
    stands_in_line(gate, 1)
    interrupt(waiting)
    waiting.join(LONG)
    assert seen == ["interrupted"]
    assert gate.waiting == 0
    gate.leave(holder)
    assert gate.enter(Holder(), 0)


def interrupt(thread):
    """What Ctrl-C does to the main thread."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident), ctypes.py_object(KeyboardInterrupt)
    )


@pytest.mark.parametrize("name", ["desk.sqlite3", "./desk.sqlite3", "sub/../desk.sqlite3", "link.sqlite3"])
def test_one_file_has_one_gate_by_whatever_path(tmp_path, monkeypatch, name):
    (tmp_path / "sub").mkdir()
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "desk.sqlite3")
    monkeypatch.chdir(tmp_path)
    assert gate_of(name) is gate_of(tmp_path / "desk.sqlite3")
    assert gate_of(name) is not gate_of(tmp_path / "other.sqlite3")
