"""What Prometheus may scrape: the outbox by state, sources by status, people, the clock's age, requests."""

from __future__ import annotations

from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)

from store import installation
from store.database import Database

STATES = ("pending", "sending", "sent", "failed", "parked")


class Metrics:
    """One registry a process: nothing global, so that tests may have several."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.outbox = Gauge("dizaine_outbox", "Messages by state", ["state"], registry=self.registry)
        self.sources = Gauge("dizaine_sources", "Sources by status", ["status"], registry=self.registry)
        self.ambassadors = Gauge("dizaine_ambassadors", "People who joined", registry=self.registry)
        self.disconnected = Gauge(
            "dizaine_workspaces_disconnected", "Workspaces whose token died", registry=self.registry
        )
        self.clock_age = Gauge("dizaine_clock_age_seconds", "Since the last tick", registry=self.registry)
        self.requests = Counter(
            "dizaine_requests", "Signed requests by answer", ["status"], registry=self.registry
        )
        self.seconds = Histogram(
            "dizaine_request_seconds",
            "Time to acknowledge",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3),
            registry=self.registry,
        )

    async def read(self, db: Database, now: datetime, last_tick: datetime | None) -> None:
        """Fill the gauges from the database, reading only. Raises what the database raises."""
        totals = await installation.totals(db)
        for state in STATES:
            self.outbox.labels(state).set(totals.outbox.get(state, 0))
        self.sources.clear()
        for status, number in totals.sources.items():
            self.sources.labels(status).set(number)
        self.ambassadors.set(totals.ambassadors)
        self.disconnected.set(totals.disconnected)
        if last_tick is not None:
            self.clock_age.set((now - last_tick).total_seconds())

    def text(self) -> bytes:
        return generate_latest(self.registry)
