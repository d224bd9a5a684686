"""What a process counts, and how workers of one server tell of each other."""

import logging
import threading

import structlog

from commondesk.plumbing.tally import CountTroubles, Histogram, Tally, tally


def test_a_value_falls_under_the_first_bound_that_holds_it():
    sizes = Histogram((1, 2, 4))
    for size in (1, 2, 3, 4, 5):
        sizes.add(size)
    assert (sizes.counts, sizes.sum) == ([1, 1, 2, 1], 15.0)


def test_threads_that_count_at_once_lose_nothing():
    ours = Tally()

    def count():
        for _ in range(2_000):
            ours.request("/", 200)

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ours.together()[0] == {("/", "200"): 16_000}


def test_workers_tell_of_each_other_and_of_those_that_have_ended(tmp_path):
    first, second, third = Tally(), Tally(), Tally()
    first.request("before the fork", 200)
    for worker in (first, second, third):
        worker.share(tmp_path)
    first.request("/", 200)
    second.request("/", 200)
    second.request("/", 404)
    second.trouble("error", "A batch failed.")
    second.keep()
    requests, troubles = first.together()
    assert requests == {("/", "200"): 2, ("/", "404"): 1}
    assert troubles == {("error", "A batch failed."): 1}
    first.keep()
    assert third.together()[0] == requests


def test_our_lines_are_counted_by_what_they_say_and_those_of_libraries_by_whose_they_are():
    before = tally.together()[1]
    structlog.get_logger("commondesk.test").warning("A wake could not be understood.", topic="pia")
    record = logging.LogRecord("httptools", logging.ERROR, "", 0, "Bad: %s", ("pia@mail.example",), None)
    CountTroubles().emit(record)
    counted = tally.together()[1] - before
    assert counted["warning", "A wake could not be understood."] == 1
    assert counted["error", "httptools"] == 1
    assert "pia" not in str(counted)
