"""What a handler works with, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from programme.clock import Clock
from scheduler.finding import FeedFinder
from scheduler.pages import FileReader, PageReader
from scheduler.selection import SelectionRules
from store.database import Database


@dataclass(frozen=True, slots=True)
class Actor:
    """The person acting, as their chat knows them. `outside`: of another workspace, or a bot."""

    workspace_id: str
    user_id: str
    workspace_admin: bool = False
    guest: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Services:
    """`wake` tells the delivery that something waits in the outbox; `check_sources` that a source is due now;
    `read_page` reads the article at an address, `find_feeds` finds the feeds of one, `read_file` gives its bytes."""

    db: Database
    clock: Clock
    selection: SelectionRules
    linkedin_prefill: bool
    wake: Callable[[], None]
    check_sources: Callable[[], None]
    read_page: PageReader
    find_feeds: FeedFinder
    read_file: FileReader
