"""Who may: every act of authority is refused to those who may not, in words and in the audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import time

import pytest
from sqlalchemy import select

from handlers import admins, articles, leaderboard, people, posting, setup, sources, status, stories
from handlers.errors import Refused
from handlers.services import Actor
from handlers.setup import Chosen
from programme.roles import Permission
from store.models import AuditEntry
from tests.handlers.conftest import CONVERSATION, TEAM, World

Act = Callable[[World, Actor], Awaitable[object]]

CHOSEN = Chosen(CONVERSATION, "fr", "Europe/Paris", "FR", time(9), 10, (1, 2, 3, 4, 5), "", "")
AUTHORITY: dict[str, Act] = {
    "setup": lambda w, a: setup.open_form(w.services, a, conversation_id=None, language="fr", time_zone=None),
    "setup saved": lambda w, a: setup.save(w.services, a, CHOSEN),
    "source add": lambda w, a: sources.add(w.services, a, "https://a.example/feed"),
    "source list": lambda w, a: sources.listed(w.services, a),
    "source check": lambda w, a: sources.check(w.services, a, ""),
    "source remove": lambda w, a: sources.remove(w.services, a, "company"),
    "article": lambda w, a: articles.add(w.services, a, "https://a.example/article"),
    "preview": lambda w, a: posting.preview(w.services, a, CONVERSATION),
    "duplicates": lambda w, a: stories.listed(w.services, a, CONVERSATION),
    "duplicates judged": lambda w, a: stories.judge(w.services, a, (1, 2), True),
    "post": lambda w, a: posting.post(w.services, a, CONVERSATION),
    "pause": lambda w, a: posting.pause(w.services, a, CONVERSATION),
    "resume": lambda w, a: posting.resume(w.services, a, CONVERSATION),
    "status": lambda w, a: status.status(w.services, a),
    "delivery": lambda w, a: status.settle(w.services, a, 1, again=True),
    "admin list": lambda w, a: admins.listed(w.services, a),
    "admin add": lambda w, a: admins.change(w.services, a, "U9", named=True),
}
OTHERS = {
    "member": {},
    "guest who says admin": {"guest": True, "workspace_admin": True},
    "stranger who says admin": {"outside": True, "workspace_admin": True},
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_act_of_authority_is_refused_to_others_and_audited(world: World) -> None:
    for who, known in OTHERS.items():
        for name, act in AUTHORITY.items():
            with pytest.raises(Refused) as refused:
                await act(world, world.actor("U7", **known))
            assert refused.value.code in {"admins", "editors"}, (who, name)
    async with world.db.read(TEAM) as session:
        entries = (await session.scalars(select(AuditEntry))).all()
    assert len(entries) == len(OTHERS) * len(AUTHORITY)
    assert not any(entry.allowed for entry in entries)
    assert {entry.act for entry in entries} <= set(Permission)


async def test_a_named_admin_may_until_no_longer_named(world: World) -> None:
    await admins.change(world.services, world.admin, "U7", named=True)
    assert (await admins.listed(world.services, world.actor("U7"))).user_ids == ("U7",)
    assert (await admins.change(world.services, world.admin, "U7", named=True)).already
    await admins.change(world.services, world.admin, "U7", named=False)
    with pytest.raises(Refused, match="admins"):
        await admins.listed(world.services, world.actor("U7"))


async def test_another_workspaces_ids_are_not_there(world: World) -> None:
    """The same person and channel ids exist in the other workspace: nothing of it is seen or touched."""
    stranger = Actor("T2", "U1", workspace_admin=True)
    listed = await sources.listed(world.services, stranger)
    assert {each.source_id for each in listed.sources}.isdisjoint(
        {each.source_id for each in (await sources.listed(world.services, world.admin)).sources}
    )
    await posting.pause(world.services, stranger, CONVERSATION)
    assert not (await status.status(world.services, world.admin)).channels[0].paused
    await people.join(world.services, stranger, team="T", naming="name", alias=None, name="Eve")
    answer = await leaderboard.so_far(world.services, world.admin, CONVERSATION)
    assert answer.post.board.total_active == 0
