"""Every word of `/dizaine`, in both languages, as Slack posts it; and the words that are none."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import update

from bot.slack import ids
from bot.slack.asking import AT_ONCE
from bot.slack.words import _FIRST, _SECOND, Asked, Command, read
from curation import opml
from handlers import sources
from store import models
from tests.bot.slack.listeners.stage import ADMIN, CHANNEL, INES, PAUL, SOFIA, TEAM, TOM, Stage

SOME = "https://some.example/feed"
NOWHERE = "http://10.0.0.1/"  # no network is asked for it
# In an order that makes sense: what is typed (both languages), what a French and an English admin then read.
# «setup» and «join» open a modal: its name stands between brackets.
SAID: list[tuple[Command, tuple[str, str], str, str]] = [
    (Command.HELP, ("aide", "help"), "Les commandes de Dizaine", "Dizaine"),
    (Command.SETUP, ("configurer", "setup"), "[setup]", "[setup]"),
    (Command.SOURCE_ADD, (f"source ajouter {SOME}", f"source add {SOME}"), "ource", "ource"),
    (Command.SOURCE_LIST, ("source liste", "source list"), "sources", "sources"),
    (Command.SOURCE_CHECK, (f"source vérifier {SOME}", f"source check {SOME}"), "some.example", "some.example"),
    (Command.ARTICLE, (f"article {NOWHERE}", f"articles {NOWHERE} market"), "pas été ajouté", "not added"),
    (Command.SOURCE_PACK, ("source kit", "source pack"), "par métier", "by profession"),
    (Command.SOURCE_PACK, ("source kit rh", "source pack hr"), "Parlons RH", "HR Dive"),
    (Command.SOURCE_IMPORT, (f"source importer {NOWHERE}", f"source import {NOWHERE}"), "pas été lue", "not read"),
    (Command.TOPICS, ("thèmes", "topics"), "Ressources humaines", "Human resources"),
    (Command.PREVIEW, ("aperçu", "preview"), "aperçu", "preview"),
    (Command.DUPLICATES, ("doublons", "duplicates"), "Aucun doublon", "No duplicate"),
    (Command.PAUSE, ("pause", "pause"), "en pause", "paused"),
    (Command.RESUME, ("reprendre", "resume"), "Ce canal", "channel"),
    (Command.POST, ("publier", "post"), "<#C0AMBFR>", "<#C0AMBFR>"),
    (Command.STATUS, ("état", "status"), "État du programme", "Status of the programme"),
    (Command.LEADERBOARD, ("classement", "leaderboard"), "semaine", "week"),
    (Command.JOIN, ("rejoindre", "join"), "[join]", "[join]"),
    (Command.ME, ("moi", "me"), "0 choix", "0 picks"),
    (Command.LEAVE, ("quitter", "leave"), "rogramme", "You"),
    (Command.ADMIN_ADD, ("admin ajouter <@U0SOFIA|s>", "admin add <@U0SOFIA>"), "<@U0SOFIA>", "<@U0SOFIA>"),
    (Command.ADMIN_LIST, ("admin liste", "admin list"), "<@U0SOFIA>", "<@U0SOFIA>"),
    (Command.ADMIN_REMOVE, ("admin retirer <@U0SOFIA>", "admin remove <@U0SOFIA>"), "<@U0SOFIA>", "<@U0SOFIA>"),
    (Command.SOURCE_REMOVE, ("source retirer some", "source remove some"), "some", "some"),
]  # fmt: skip


async def answer_to(stage: Stage, user: str, words: str, channel: str = CHANNEL) -> str:
    """What this person then sees: a message for them alone, or [the name of the modal]."""
    reply = await stage.command(user, words, channel)
    assert (reply.status, reply.text) == (200, ""), words
    await stage.quiet()
    told, opened = stage.news(user), stage.modals(user)
    stage.playground.workspace.close_all(user)
    assert len(told) + len(opened) == 1, (words, told, opened)
    return told[0] if told else f"[{opened[0]['callback_id']}]"


async def test_every_command_in_both_languages(stage: Stage) -> None:
    assert {command for command, *_ in SAID} | {Command.ARTICLE, Command.SOURCE_EXPORT} == set(Command)
    await answer_to(stage, ADMIN, "admin add <@U0TOM>")
    for command, words, french, english in SAID:
        for user, fragment in ((ADMIN, french), (TOM, english)):
            for typed in words:
                asked = read(typed)
                assert isinstance(asked, Asked)
                assert asked.command is command
                told = await answer_to(stage, user, typed)
                assert fragment in told, (typed, told[:300])
                assert "dans le journal" not in told, (typed, told[:300])
                assert "in the log" not in told, (typed, told[:300])
    kept = {source.url: source.removed_at is not None for source in await stage.every(models.Source)}
    assert kept[SOME]


@pytest.mark.parametrize("words", ["source exporter", "source export"])
async def test_the_sources_as_a_file_for_their_eyes_only(stage: Stage, words: str) -> None:
    assert (await stage.command(ADMIN, words)).status == 200
    await stage.quiet()
    (file,) = stage.playground.workspace.files.values()
    assert (file.name, file.done) == ("dizaine.opml", True)
    urls = {source.url for source in await stage.every(models.Source)}
    assert {each.url for each in opml.read(file.data or b"")} == urls
    holders = [
        channel
        for channel in stage.playground.workspace.channels.values()
        if any(file.id in str(message) for message in channel.messages)
    ]
    assert [channel.id[0] for channel in holders] == ["D"]
    assert any("vos messages avec Dizaine" in told for told in stage.news(ADMIN))


async def test_a_starter_pack_is_seen_and_added_with_buttons(stage: Stage) -> None:
    before = len(await stage.every(models.Source))
    value = ids.pack_value("hr", "fr")
    assert (await stage.click(ADMIN, ids.PACK_SHOW, value)).status == 200
    await stage.quiet()
    assert "Parlons RH" in stage.news(ADMIN)[-1]
    assert (await stage.click(ADMIN, ids.PACK_ADD, value)).status == 200
    await stage.quiet()
    assert "7 sources ajoutées" in stage.news(ADMIN)[-1]
    assert len(await stage.every(models.Source)) == before + 7
    for value in ("", "1:hr", "1:gardening:fr", "2:hr:fr"):
        await stage.click(ADMIN, ids.PACK_ADD, value)
    await stage.click(PAUL, ids.PACK_ADD, ids.pack_value("hr", "en"))
    await stage.quiet()
    assert len(await stage.every(models.Source)) == before + 7


async def test_a_feed_of_a_site_is_added_with_its_button(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "PATIENCE", 0)
    url = "https://site.example/a:b?c=1"
    await stage.click(ADMIN, ids.FEED_ADD, ids.feed_value("company", url))
    for value in ("1:company:javascript:alert(1)", "1:company", f"0:market:{url}x", "junk"):
        await stage.click(ADMIN, ids.FEED_ADD, value)
    await stage.click(PAUL, ids.FEED_ADD, ids.feed_value("market", f"{url}2"))
    await stage.quiet()
    added = {source.url: source.kind for source in await stage.every(models.Source)}
    assert added[url] == "company"
    assert not any(known.startswith(url) and known != url for known in added)


async def test_an_article_by_its_address(stage: Stage) -> None:
    """A page that cannot be read keeps nothing and says so."""
    for words in ("article http://127.0.0.1:1/x", "article", "article junk"):
        reply = await stage.command(ADMIN, words)
        assert reply.status == 200
        await stage.quiet()
    told = stage.news(ADMIN)
    assert len(told) + len(stage.modals(ADMIN)) >= 2
    assert not any("dans le journal" in each for each in told)
    assert (await stage.counts())["articles"] == 6


async def test_a_command_without_its_address_is_asked_for_one(stage: Stage) -> None:
    assert "/dizaine article https://exemple.fr/article" in await answer_to(stage, ADMIN, "article")
    assert "/dizaine source ajouter https://" in await answer_to(stage, ADMIN, "source ajouter")


async def test_a_source_that_nobody_reads_in_time_says_so(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This stage answers Slack alone: no process of it reads feeds."""
    monkeypatch.setattr(sources, "PATIENCE", 0.05)
    told = await answer_to(stage, ADMIN, f"source ajouter {SOME}")
    assert "d’ici quelques minutes" in told
    assert "/dizaine source vérifier" in told


async def test_those_who_wait_for_a_feed_hold_nobody_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await held.wait()
        async with stage.db.write(TEAM) as session:
            await session.execute(update(models.Source).values(status="ok", checked_at=stage.clock.now()))

    monkeypatch.setattr(sources, "PATIENCE", 600)
    monkeypatch.setattr(sources, "sleep", sleep)
    for place in range(AT_ONCE):
        await stage.command(ADMIN, f"source add https://slow{place}.example/feed")
    await stage.command(INES, "moi")
    for _ in range(200):
        await asyncio.sleep(0.02)
        if told := stage.news(INES):
            break
    assert "0 choix" in told[0]
    assert stage.news(ADMIN) == []
    held.set()
    await stage.quiet()
    assert len(stage.news(ADMIN)) == AT_ONCE


async def test_every_spelling_is_answered(stage: Stage) -> None:
    single = [word for word, meaning in _FIRST.items() if isinstance(meaning, Command)]
    double = [f"{first} {second}" for first in _SECOND for second in _SECOND[first]]
    for words in (*single, *double):
        if _SECOND.get(words.partition(" ")[0], {}).get(words.partition(" ")[2]) is Command.SOURCE_EXPORT:
            continue  # answers with a file as well
        told = await answer_to(stage, ADMIN, words.upper())
        assert "dans le journal" not in told, (words, told[:300])


async def test_what_a_command_does_is_done(stage: Stage) -> None:
    await answer_to(stage, ADMIN, "pause")
    (channel,) = await stage.every(models.Channel)
    assert channel.paused_at is not None
    assert "en pause" in await answer_to(stage, ADMIN, "post")
    await answer_to(stage, ADMIN, "reprendre")
    await answer_to(stage, ADMIN, "publier")
    await answer_to(stage, ADMIN, "publier")
    assert len(await stage.every(models.Digest)) == 2  # the one that was there, and today's, once
    acts = [(entry.act, entry.allowed) for entry in await stage.every(models.AuditEntry)]
    assert acts == [(act, True) for act in ("pause", "post", "resume", "post", "post")]


async def test_outside_of_an_ambassador_channel_all_of_it_pauses(stage: Stage) -> None:
    await answer_to(stage, ADMIN, "pause", channel="C0GENERAL")
    (workspace,) = await stage.every(models.Workspace)
    assert (workspace.id, workspace.paused_at is not None) == (TEAM, True)


async def test_words_that_are_none_get_the_nearest(stage: Stage) -> None:
    assert "classement" in await answer_to(stage, INES, "clasement")
    short = await answer_to(stage, ADMIN, "stat")
    assert "`/dizaine état`" in short
    assert "status" not in short
    assert "rejoindre" not in short  # not the whole help
    assert "leaderboard" in await answer_to(stage, SOFIA, "leaderbord")
    for junk in ("x" * 4000, "<!channel> <@U1>", "\x00\x01", "‮abc", "source ??", "🎉" * 500):
        told = await answer_to(stage, INES, junk)
        assert "<!channel>" not in told
        assert "‮" not in told
        assert "dans le journal" not in told


async def test_a_refusal_says_who_may(stage: Stage) -> None:
    assert "édit" in (await answer_to(stage, PAUL, "publier")).lower()
    assert "editors" in await answer_to(stage, SOFIA, "post")
    assert "admins" in await answer_to(stage, SOFIA, "setup")
    (refused, _, _) = await stage.every(models.AuditEntry)
    assert (refused.user_id, refused.act, refused.allowed) == (PAUL, "post", False)


async def test_hostile_arguments_get_a_sentence(stage: Stage) -> None:
    for words in (
        "source add javascript:alert(1)",
        "source add http://user:pass@host.example/",
        "source add " + "x" * 3500,
        "source add https://a.example/\x00",
        "source remove \x00",
        "source check " + "é" * 3000,
        "source remove 99999999999999999999999999",
        "admin add nobody",
        "admin add <@U0>'; DROP TABLE people; --",
        "admin add <@" + "U" * 300 + ">",
    ):
        told = await answer_to(stage, ADMIN, words)
        assert "dans le journal" not in told, (words[:40], told[:300])
        assert len(told) < 5000
    assert (await stage.counts())["sources"] == 2


async def test_fields_that_are_missing_or_twice(stage: Stage) -> None:
    """Answered all the same, in a direct message where there is nowhere else."""
    for fields in ({"text": ""}, {"response_url": ""}, {"trigger_id": ""}, {"channel_id": ""}):
        words = fields.pop("text", "moi")
        reply = await stage.command(INES, words, **fields)
        assert reply.status == 200
        await stage.quiet()
    assert len(stage.news(INES)) == 4


async def test_a_command_that_says_payload_is_a_command_all_the_same(stage: Stage) -> None:
    """Bolt takes any form with that word for a click, and would see an empty body."""
    told = await answer_to(stage, ADMIN, "source add https://some.example/payload/feed")
    assert "some.example/payload" in told
