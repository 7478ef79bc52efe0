"""The delivery of the outbox: take, commit, post, commit. No session stays open over a call.

A message is marked `sending` and committed before its call, and its outcome is committed after it. Whatever
dies in between leaves it in `sending`, where the next worker finds it and parks it: nothing is lost or doubled.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from programme.clock import Clock
from scheduler import outbox
from scheduler.chat import Chat, ChatError, RateLimited
from scheduler.metrics import Metrics
from scheduler.outbox import Parcel, Seeds, Turn
from scheduler.outcomes import Effect, Verdict, posted, verdict
from scheduler.pacing import Pace
from store.database import Database
from store.outbox import PENDING, SENT
from store.queue import Taken

log = structlog.get_logger(__name__)

LINGER = 0.02  # s: outcomes that arrive together are written together
NAP = 0.02  # s: more workspaces wait than one turn looks at
AFTER_ERROR = 1.0  # s
RECOVER_EVERY = 30.0  # s


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How the outbox empties. `lease` must be longer than any call lasts: `call_timeout` sees to it."""

    pace: Pace = field(default_factory=Pace)
    max_in_flight: int = 128
    poll_seconds: float = 1.0
    call_timeout: float = 60.0
    lease: timedelta = timedelta(minutes=5)


class Delivery:
    """Posts what stands in the outbox through a chat. One object a process; on PostgreSQL, several."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        chat: Chat,
        settings: DeliverySettings | None = None,
        metrics: Metrics | None = None,
        *,
        chance: random.Random | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._chat = chat
        self._settings = settings if settings is not None else DeliverySettings()
        self._metrics = metrics if metrics is not None else Metrics()
        self._chance = chance if chance is not None else random.Random()  # noqa: S311  # jitter is no secret
        self._flying: dict[int, tuple[Taken, asyncio.Task[None]]] = {}
        self._verdicts: list[Verdict] = []
        self._blocked: dict[str, datetime] = {}
        self._wake = asyncio.Event()
        self._landed = asyncio.Event()
        self._turning = asyncio.Lock()
        self._stopping = False
        self._recovered_at: float | None = None
        self.last_turn: datetime | None = None

    @property
    def in_flight(self) -> int:
        return len(self._flying)

    def wake(self) -> None:
        """Something was put in the outbox: do not wait for the next look."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until `drain`. An error of the database is logged and outlasted."""
        nap, poll = NAP, self._settings.poll_seconds
        while not (self._stopping and self._idle):
            self._wake.clear()
            try:
                turn = await self._turn()
            except Exception:
                log.exception("delivery.turn_failed", in_flight=self.in_flight)
                self._metrics.job_errors.labels("delivery").inc()
                await asyncio.sleep(AFTER_ERROR)
                continue
            if turn.parcels or not turn.crowded:
                nap = NAP
            if not (turn.crowded and turn.parcels) and not (self._stopping and self._idle):
                await self._rest(min(nap, poll) if turn.crowded else poll)
                nap *= 2  # when turn after turn finds nothing that may go yet

    async def deliver_due(self) -> int:
        """Deliver all that may go now, and what follows from it. How many messages were taken."""
        count = 0
        while True:
            self._wake.clear()
            turn = await self._turn()
            count += len(turn.parcels)
            if not turn.parcels and self._idle:
                return count
            await self._rest(self._settings.poll_seconds)

    async def drain(self, seconds: float) -> bool:
        """Take nothing more, let what is in flight end, write its outcome: for SIGTERM.

        False when some did not end in time: it is left as found, in `sending`. Raises DBAPIError when the
        outcomes cannot be written.
        """
        self._stopping = True
        self._wake.set()
        late: set[asyncio.Task[None]] = set()
        if self._flying:
            _, late = await asyncio.wait([task for _, task in self._flying.values()], timeout=seconds)
        if late:
            log.warning("delivery.left_in_flight", count=len(late))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        while self._verdicts:
            await self._turn()
        self._wake.set()
        return not late

    @property
    def _idle(self) -> bool:
        return not self._flying and not self._verdicts

    async def _rest(self, seconds: float) -> None:
        """Until something happens; then a moment more while much is in flight, to write it down together."""
        if await _within(seconds, self._wake) and not self._many_landed:
            self._landed.clear()
            await _within(LINGER, self._landed)

    @property
    def _many_landed(self) -> bool:
        return len(self._verdicts) >= len(self._flying)

    async def _turn(self) -> Turn:
        """Write the outcomes at hand and take what may go, in one transaction; post what was taken."""
        async with self._turning:
            started = time.perf_counter()
            verdicts, self._verdicts = self._verdicts, []
            now = self._clock.now()
            try:
                async with self._db.across() as session:
                    await outbox.settle(session, verdicts, now)
                    recovered = await self._recover(session, now)
                    turn = await outbox.take(session, now, self._room, self._settings.pace, self._of_each)
            except BaseException:
                self._verdicts = verdicts + self._verdicts
                raise
            self.last_turn = now
            self._tell(verdicts + recovered)
            for parcel in turn.parcels:
                taken = parcel.taken
                self._flying[taken.outgoing_id] = (taken, asyncio.create_task(self._post(parcel)))
            self._metrics.in_flight.set(self.in_flight)
            self._metrics.turn_seconds.observe(time.perf_counter() - started)
            return turn

    @property
    def _room(self) -> int:
        # Those that ended while this turn was under way stand in `sending` too, until the next one.
        unsettled = self.in_flight + len(self._verdicts)
        return 0 if self._stopping else self._settings.max_in_flight - unsettled

    @property
    def _of_each(self) -> Counter[str]:
        """How many of each workspace stand in `sending`."""
        flying = [taken for taken, _ in self._flying.values()]
        return Counter(taken.workspace_id for taken in flying + [each.taken for each in self._verdicts])

    async def _recover(self, session: AsyncSession, now: datetime) -> list[Verdict]:
        """Now and then, park what a dead worker left: on SQLite, all that this process is not posting."""
        every = min(RECOVER_EVERY, self._settings.lease.total_seconds())
        if self._recovered_at is not None and time.monotonic() - self._recovered_at < every:
            return []
        own = set(self._flying) | {each.taken.outgoing_id for each in self._verdicts}
        before = None if self._db.is_sqlite else now - self._settings.lease
        recovered = await outbox.recover(session, now, before, own)
        self._recovered_at = time.monotonic()
        return recovered

    async def _post(self, parcel: Parcel) -> None:
        """Make the call. Cancelled, it leaves its message in `sending`."""
        taken = parcel.taken
        try:
            result = await self._call(parcel)
        except Exception as error:
            result = verdict(taken, error, self._clock.now(), self._chance.random())
            if not isinstance(error, ChatError | TimeoutError):
                log.exception("delivery.unexpected", **_which(result))
            if result.effect is Effect.BLOCK and result.until is not None:
                self._blocked[taken.workspace_id] = result.until
        finally:
            self._flying.pop(taken.outgoing_id, None)
        self._verdicts.append(result)
        self._wake.set()
        if self._many_landed:
            self._landed.set()

    async def _call(self, parcel: Parcel) -> Verdict:
        now = self._clock.now()
        blocked = self._blocked.get(parcel.taken.workspace_id, now)
        if blocked > now:
            # Another call of this workspace learnt it after this message was taken.
            raise RateLimited("blocked", (blocked - now).total_seconds())
        async with asyncio.timeout(self._settings.call_timeout):
            if isinstance(parcel.content, Seeds):
                seeds = parcel.content
                await self._chat.seed_reactions(parcel.to, seeds.message_id, seeds.count)
                return posted(parcel.taken, None)
            answer = await self._chat.post(parcel.to, parcel.content, parcel.taken.key)
            return posted(parcel.taken, answer, parcel.articles)

    def _tell(self, settled: Sequence[Verdict]) -> None:
        """In numbers; in words only what was not sent: the outbox itself knows what was."""
        for (kind, state), count in Counter(
            (each.taken.kind, each.outcome.state) for each in settled
        ).items():
            self._metrics.settled.labels(kind, state).inc(count)
        for each in settled:
            if each.outcome.state == PENDING:
                log.info("delivery.again", **_which(each))
            elif each.outcome.state != SENT:
                log.warning(f"delivery.{each.outcome.state}", **_which(each))


async def _within(seconds: float, event: asyncio.Event) -> bool:
    """Whether it happened in that time."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _which(each: Verdict) -> dict[str, object]:
    return {
        "workspace": each.taken.workspace_id,
        "outgoing_id": each.taken.outgoing_id,
        "kind": each.taken.kind,
        "attempts": each.taken.attempts,
        "reason": each.outcome.reason,
    }
