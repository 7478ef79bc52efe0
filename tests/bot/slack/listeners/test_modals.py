"""Every modal, by signed submissions: what it saves, what it says beside a field, and that no text is ever lost."""

from __future__ import annotations

from typing import Any

from bot.slack import ids
from handlers import setup
from store import models
from tests.bot.slack.listeners.stage import (
    ADMIN,
    FORM,
    GUEST,
    INES,
    PAUL,
    SOFIA,
    TOM,
    Reply,
    Stage,
    State,
    chosen,
    draft_state,
    interaction,
    join_state,
    setup_state,
    typed,
)

OWN_WORDS = "Nos clients nous en parlent chaque semaine, et voici pourquoi."


def errors(reply: Reply) -> dict[str, str]:
    assert reply.status == 200
    assert reply.data["response_action"] == "errors"
    said: dict[str, str] = reply.data["errors"]
    assert all(sentence and "Traceback" not in sentence for sentence in said.values())
    return said


async def caption_of(stage: Stage, network: str = "linkedin") -> tuple[str, str] | None:
    drafts = await stage.every(models.Draft)
    return next(((each.caption, each.state) for each in drafts if each.network == network), None)


async def test_a_draft_is_kept_then_ready_then_shared(stage: Stage) -> None:
    article = stage.ours.article()
    reply = await stage.submit(INES, ids.DRAFT, article, draft_state(OWN_WORDS))
    assert (reply.status, reply.text) == (200, "")
    await stage.quiet()
    assert await caption_of(stage) == (OWN_WORDS, "draft")
    (saved,) = stage.news(INES)
    assert "LinkedIn" in saved
    reply = await stage.submit(INES, ids.DRAFT, article, draft_state(OWN_WORDS, ready=True))
    assert reply.data["response_action"] == "update"
    assert OWN_WORDS in str(reply.data["view"])
    assert reply.data["view"]["private_metadata"] == stage.ours.draft()
    url = {ids.ADDRESS: typed("https://www.linkedin.com/posts/ines_1-activity-7")}
    reply = await stage.submit(INES, ids.READY, stage.ours.draft(), url)
    assert reply.text == ""
    await stage.quiet()
    assert "10" in stage.news(INES)[-1]
    (share,) = await stage.every(models.Share)
    assert (share.grade, share.url) == ("declared", "https://www.linkedin.com/posts/ines_1-activity-7")
    assert [line.points for line in await stage.every(models.Points)] == [10]


async def test_errors_stand_beside_their_field_and_the_text_is_kept(stage: Stage) -> None:
    article = stage.ours.article()
    long = "mot " * 200
    reply = await stage.submit(INES, ids.DRAFT, article, draft_state(long, network="x", ready=True))
    assert "280" in errors(reply)[ids.CAPTION]
    assert await caption_of(stage, "x") == (long, "draft")
    mastodon = draft_state(OWN_WORDS, network="mastodon", ready=True) | {ids.INSTANCE: typed("not a server!")}
    assert ids.INSTANCE in errors(await stage.submit(INES, ids.DRAFT, article, mastodon))
    wrong = {ids.ADDRESS: typed("https://evil.example/post")}
    assert ids.ADDRESS in errors(await stage.submit(INES, ids.READY, stage.ours.draft(), wrong))
    assert (await stage.counts())["shares"] == 0


async def test_text_of_every_kind_is_kept_as_typed(stage: Stage) -> None:
    for caption in (
        "é" * 3000,
        "<!channel> & <@U1> *b*",
        "🇫🇷👩‍👩‍👧" * 100,
        "‮abc",
        "=1+1",
        "line\n" * 50,
        "a\ud800b",
    ):
        reply = await stage.submit(INES, ids.DRAFT, stage.ours.article(1), draft_state(caption))
        assert reply.status == 200
        await stage.quiet()
        kept = await caption_of(stage)
        assert kept is not None
        assert kept[0] == caption.encode("utf-8", "replace").decode()
        assert (await stage.command(INES, "moi")).status == 200
        await stage.quiet()
        assert "<!channel>" not in "".join(stage.news(INES))
    reply = await stage.submit(INES, ids.DRAFT, stage.ours.article(1), draft_state("x" * 100_000))
    assert reply.status == 200


async def test_what_is_not_ours_keeps_the_modal_open_with_a_sentence(stage: Stage) -> None:
    """Errors leave what was typed in place: nothing is lost."""
    theirs, before = stage.theirs, await stage.contents("T0OTHER")
    for metadata in (
        theirs.article(),
        "",
        "junk",
        "0:1:1",
        "2:1:1",
        "1:1:1:linkedin:more",
        "1:1:" + "9" * 18,
        "x" * 3000,
    ):
        said = errors(await stage.submit(INES, ids.DRAFT, metadata, draft_state(OWN_WORDS, ready=True)))
        assert list(said) == [ids.CAPTION]
        assert "journal" not in said[ids.CAPTION], metadata
    for metadata in (theirs.draft(), "", "1:1:1:myspace", "1:1:1", "1:-:" + "9" * 18 + ":x", "{}"):
        said = errors(await stage.submit(INES, ids.READY, metadata, {ids.ADDRESS: typed(None)}))
        assert list(said) == [ids.ADDRESS]
        assert "journal" not in said[ids.ADDRESS], metadata
    unknown = draft_state(OWN_WORDS) | {ids.NETWORK: chosen("myspace")}
    assert ids.CAPTION in errors(await stage.submit(INES, ids.DRAFT, stage.ours.article(), unknown))
    counts = await stage.counts()
    assert (counts["drafts"], counts["shares"], counts["picks"]) == (0, 0, 0)
    assert await stage.contents("T0OTHER") == before


async def test_a_digest_of_another_workspace_is_not_looked_into(stage: Stage) -> None:
    """Our article under their digest's id: their digest lends neither its number nor its channel."""
    mixed = ids.article_value(stage.theirs.digest_id, stage.ours.article_ids[0])
    reply = await stage.submit(INES, ids.DRAFT, mixed, draft_state(OWN_WORDS))
    assert reply.status == 200
    await stage.quiet()
    assert all(pick.digest_id != stage.theirs.digest_id for pick in await stage.every(models.Pick))


async def test_joining_in_each_way(stage: Stage) -> None:
    for user, state, kept in (
        (PAUL, join_state("Énergie"), ("Énergie", "name", None)),
        (SOFIA, join_state("  Lyon  Sud ", "alias", " La Comète "), ("Lyon Sud", "alias", "La Comète")),
        (GUEST, join_state(None, "hidden"), (None, "hidden", None)),
        (TOM, join_state("É" * 300, "hidden"), ("É" * 60, "hidden", None)),
    ):
        reply = await stage.submit(user, ids.JOIN, "C0AMBFR", state)
        assert (reply.status, reply.text) == (200, "")
        await stage.quiet()
        assert len(stage.news(user)) == 1
        people = {each.user_id: each for each in await stage.every(models.Person)}
        assert (people[user].team, people[user].naming, people[user].alias) == kept
        assert people[user].joined_at is not None
    assert people[PAUL].name == "paul.girard" or people[PAUL].name == "Paul Girard"
    assert people[SOFIA].name is None


async def test_an_alias_that_is_missing_or_taken(stage: Stage) -> None:
    await stage.submit(PAUL, ids.JOIN, "", join_state("A", "alias", "Comète"))
    for alias in (None, "   ", "comète"):
        reply = await stage.submit(SOFIA, ids.JOIN, "", join_state("A", "alias", alias))
        assert list(errors(reply)) == [ids.ALIAS]
    assert SOFIA not in {each.user_id for each in await stage.every(models.Person)}


async def test_junk_in_the_joining_modal(stage: Stage) -> None:
    for state in (
        {},
        {ids.NAMING: chosen("king")},
        {ids.NEW_TEAM: {"value": 7}},
        {ids.TEAM: {"selected_option": 1}},
    ):
        for metadata in ("", "C0NOWHERE", "x" * 3000, "<!channel>"):
            reply = await stage.submit(PAUL, ids.JOIN, metadata, state)
            assert (reply.status, reply.text) == (200, ""), (state, metadata)
            await stage.quiet()
    people = {each.user_id: each for each in await stage.every(models.Person)}
    assert (people[PAUL].naming, people[PAUL].team) == ("hidden", None)


async def test_the_set_up(stage: Stage) -> None:
    reply = await stage.submit(ADMIN, ids.SETUP, "", setup_state())
    assert (reply.status, reply.text) == (200, "")
    await stage.quiet()
    channels = {each.conversation_id: each for each in await stage.every(models.Channel)}
    made = channels["C0AMBEN"]
    assert (made.language, made.time_zone, made.article_count, made.country) == (
        "en",
        "Europe/London",
        8,
        "GB",
    )
    assert (await stage.counts())["sources"] == 4
    assert len(stage.news(ADMIN)) == 1
    # The same once more changes nothing.
    before = await stage.counts()
    await stage.submit(ADMIN, ids.SETUP, "", setup_state())
    await stage.quiet()
    assert {**await stage.counts(), "audit": 0} == {**before, "audit": 0}


SETUP_ERRORS: list[tuple[str, dict[str, dict[str, Any]]]] = [
    (ids.CONVERSATION, {ids.CONVERSATION: {"type": "conversations_select", "selected_conversation": None}}),
    (ids.HOUR, {ids.HOUR: {"type": "timepicker", "selected_time": None}}),
    (ids.HOUR, {ids.HOUR: {"type": "timepicker", "selected_time": "25:99"}}),
    (ids.COUNT, {ids.COUNT: {"type": "number_input", "value": "0"}}),
    (ids.COUNT, {ids.COUNT: {"type": "number_input", "value": "21"}}),
    (ids.COUNT, {ids.COUNT: {"type": "number_input", "value": "1e9"}}),
    (ids.DAYS, {ids.DAYS: {"type": "checkboxes", "selected_options": []}}),
    (ids.DAYS, {ids.DAYS: {"type": "checkboxes", "selected_options": [{"value": "8"}, {"value": ""}, 3]}}),
    (ids.ZONE, {ids.ZONE: chosen("Mars/Olympus")}),
    (ids.ZONE, {ids.ZONE: chosen("../../etc/passwd")}),
    (ids.COUNTRY, {ids.COUNTRY: chosen("ZZ")}),
]


async def test_set_up_errors_stand_beside_their_field(stage: Stage) -> None:
    before = await stage.counts()
    for field, changed in SETUP_ERRORS:
        said = errors(await stage.submit(ADMIN, ids.SETUP, "", setup_state(**changed)))
        assert list(said) == [field], (changed, said)
    assert set(errors(await stage.submit(ADMIN, ids.SETUP, "", {}))) >= {
        ids.CONVERSATION,
        ids.HOUR,
        ids.COUNT,
    }
    assert {**await stage.counts(), "audit": 0} == {**before, "audit": 0}


async def test_a_private_channel_must_invite_the_bot(stage: Stage) -> None:
    for channel in ("C0NOWHERE", "G0SECRET", "<!channel>"):
        state = setup_state(
            **{ids.CONVERSATION: {"type": "conversations_select", "selected_conversation": channel}}
        )
        said = errors(await stage.submit(ADMIN, ids.SETUP, "", state))
        assert list(said) == [ids.CONVERSATION]


async def test_sources_that_cannot_be_read_are_told_and_the_rest_is_kept(stage: Stage) -> None:
    state = setup_state(
        **{ids.MARKET: typed("https://good.example/f\njavascript:alert(1)\n\n<!channel>\n" + "x" * 2500)}
    )
    reply = await stage.submit(ADMIN, ids.SETUP, "", state)
    assert reply.text == ""
    await stage.quiet()
    urls = {source.url for source in await stage.every(models.Source)}
    assert "https://good.example/f" in urls
    (told,) = stage.news(ADMIN)
    assert "javascript" in told
    assert "<!channel>" not in told


async def test_a_member_cannot_set_up_and_the_modal_says_so(stage: Stage) -> None:
    said = errors(await stage.submit(PAUL, ids.SETUP, "", setup_state()))
    assert "admin" in said[ids.CONVERSATION]


async def test_an_error_of_ours_keeps_the_modal_open_with_its_id(stage: Stage, monkeypatch: Any) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(setup, "save", broken)
    (sentence,) = errors(await stage.submit(ADMIN, ids.SETUP, "", setup_state())).values()
    assert "secret detail" not in sentence
    assert "journal" in sentence


async def test_submissions_without_their_parts(stage: Stage) -> None:
    """No crash; nothing written."""
    before = await stage.counts()
    views: list[State | dict[str, Any]] = [
        {"callback_id": ids.DRAFT},
        {"callback_id": ids.DRAFT, "state": None, "private_metadata": None},
        {"callback_id": ids.DRAFT, "state": {"values": {"a": 1}}, "private_metadata": 7},
        {"callback_id": ids.READY, "state": [], "private_metadata": []},
        {"callback_id": ids.SETUP, "state": "x"},
    ]
    for view in views:
        reply = await stage.post(interaction("view_submission", INES, {"view": view}), FORM)
        assert reply.status == 401
        whole = {"view": {"type": "modal", **view}}
        reply = await stage.post(interaction("view_submission", INES, whole), FORM)
        assert reply.status == 200, (view, reply)
        assert reply.data["response_action"] == "errors", (view, reply)
    assert {**await stage.counts(), "audit": 0} == {**before, "audit": 0}
