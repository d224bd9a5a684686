"""The figures as Prometheus reads them.

Labels are routes, queues and kinds: never a code, a person's name or an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final, cast

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric

from commondesk.plumbing.tally import Histogram, tally
from commondesk.web.watching.figures import Figures

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_process: Final = ProcessCollector(registry=None)


@dataclass(frozen=True, slots=True)
class OfTheLine:
    """How a line is at this moment. `bus_connected` is None where the bus is within the process."""

    streams: Mapping[str, int]
    unanswered: int
    bus_connected: bool | None
    draining: bool


def text(figures: Figures | None, line: OfTheLine | None = None) -> bytes:
    """All there is to tell; without `figures` the database could not be asked."""
    told = _Told(figures, line)
    return generate_latest(cast("CollectorRegistry", told))


class _Told:
    """What generate_latest wants: something that collects."""

    def __init__(self, figures: Figures | None, line: OfTheLine | None) -> None:
        self._figures = figures
        self._line = line

    def collect(self) -> Iterator[Metric]:
        yield _gauge("build_info", "The version that runs.", ["version"], {version("commondesk"): 1})
        yield _gauge(
            "database_up", "1 while the database answers this process.", [], self._figures is not None
        )
        if self._figures is not None:
            yield from _of_the_database(self._figures)
        if self._line is not None:
            yield from _of_the_line(self._line)
        yield from _counted()
        yield from _process.collect()


def _of_the_database(figures: Figures) -> Iterator[Metric]:
    yield _gauge("waiting_patrons", "Patrons who wait now.", ["queue"], figures.waiting)
    yield _gauge("oldest_wait_seconds", "The longest wait of them.", ["queue"], figures.oldest_wait)
    yield _gauge("left_for_later", "Questions asked while nobody was there.", [], figures.left_for_later)
    yield _gauge("librarians_on_duty", "Librarians who monitor a queue.", [], figures.on_duty)
    yield _gauge("deliveries", "What has not left the house, by state.", ["state"], figures.deliveries)
    yield _gauge("delivery_oldest_due_seconds", "How long the first is overdue.", [], figures.oldest_delivery)
    yield _gauge("timers_overdue", "Timers that are due and nobody's.", [], figures.timers_overdue)
    yield _gauge("timer_oldest_due_seconds", "How long the first is overdue.", [], figures.oldest_timer)


def _of_the_line(line: OfTheLine) -> Iterator[Metric]:
    yield _gauge("streams_open", "Streams of events.", ["kind"], line.streams)
    yield _gauge("messages_unanswered", "Messages that wait for their commit.", [], line.unanswered)
    yield _gauge("draining", "1 while the server leaves.", [], line.draining)
    if line.bus_connected is not None:
        yield _gauge("bus_connected", "1 while wakes of other processes are heard.", [], line.bus_connected)
    accepted = CounterMetricFamily("commondesk_messages_accepted", "New messages stored by this line.")
    accepted.add_metric([], tally.accepted)
    yield accepted
    yield _histogram("commit_batch_size", "Messages to one transaction.", tally.batch_sizes)
    yield _histogram("commit_seconds", "How long a transaction took.", tally.commit_seconds)


def _counted() -> Iterator[Metric]:
    requests, troubles = tally.together()
    answered = CounterMetricFamily(
        "commondesk_requests", "Requests, by route and status.", labels=["route", "status"]
    )
    for labels, count in sorted(requests.items()):
        answered.add_metric(labels, count)
    yield answered
    said = CounterMetricFamily(
        "commondesk_troubles", "Lines of the log, warnings and worse.", labels=["level", "kind"]
    )
    for labels, count in sorted(troubles.items()):
        said.add_metric(labels, count)
    yield said
    if tally.jobs:
        done = "When a job of `work` was last done, seconds since 1970."
        yield _gauge("job_done_timestamp_seconds", done, ["job"], dict(tally.jobs))


def _gauge(
    name: str, says: str, labels: Sequence[str], values: Mapping[str, float] | float
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"commondesk_{name}", says, labels=labels)
    if isinstance(values, Mapping):
        for label, value in values.items():
            family.add_metric([label], value)
    else:
        family.add_metric([], float(values))
    return family


def _histogram(name: str, says: str, counted: Histogram) -> HistogramMetricFamily:
    buckets, so_far = [], 0
    for bound, count in zip([*map(str, counted.bounds), "+Inf"], list(counted.counts), strict=True):
        so_far += count
        buckets.append((bound, float(so_far)))
    family = HistogramMetricFamily(f"commondesk_{name}", says)
    family.add_metric([], buckets, counted.sum)
    return family
