"""What the clock's work amounts to, for Prometheus. One object a process, nothing global."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counters and durations of the jobs and of the delivery, in `registry`."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry if registry is not None else CollectorRegistry()
        self.settled = Counter(
            "dizaine_deliveries",
            "Messages by kind and by what became of them (sent, failed, parked, pending: to be tried again)",
            ["kind", "state"],
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "dizaine_deliveries_in_flight", "Messages being posted now", registry=self.registry
        )
        self.turn_seconds = Histogram(
            "dizaine_outbox_turn_seconds",
            "One transaction of the delivery: outcomes written, messages taken",
            buckets=SECONDS,
            registry=self.registry,
        )
        self.job_seconds = Histogram(
            "dizaine_job_seconds", "A job of the clock", ["job"], buckets=SECONDS, registry=self.registry
        )
        self.job_errors = Counter(
            "dizaine_job_errors", "Jobs that ended in an error", ["job"], registry=self.registry
        )
        self.visits = Counter(
            "dizaine_source_visits", "Visits to sources by how they went", ["status"], registry=self.registry
        )
        self.entries = Counter(
            "dizaine_articles_read", "Entries read from feeds, new or known", registry=self.registry
        )
        self.digests = Counter("dizaine_digests_made", "Digests made", registry=self.registry)
        self.boards = Counter("dizaine_boards_made", "Weekly boards made", registry=self.registry)
