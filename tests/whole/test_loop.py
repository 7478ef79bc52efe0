"""From a set-up to a leaderboard, in French and in English, as people live it."""

from __future__ import annotations

from datetime import timedelta

from tests.whole.conftest import ADMIN, CHANNEL, INES, PAUL, SOFIA, Whole, words_of

OWN_WORDS = "Nos clients nous en parlent chaque semaine : voici ce que cela change pour eux."


async def set_up(whole: Whole) -> None:
    await whole.play("message", as_=ADMIN, channel=CHANNEL, text="/dizaine configurer")
    form = await whole.modal(ADMIN)
    before = await whole.count(ADMIN)
    assert (await whole.submit(ADMIN, form))["result"] == "closed"
    done = await whole.next_message(ADMIN, CHANNEL, before)
    assert "10" in words_of(done)


async def join(whole: Whole, user: str, team: str) -> None:
    await whole.play("message", as_=user, channel=CHANNEL, text="/dizaine rejoindre")
    before = await whole.count(user)
    form = await whole.modal(user)
    answer = await whole.submit(
        user,
        form,
        new_team={"type": "plain_text_input", "value": team},
        naming={"type": "radio_buttons", "selected_option": {"value": "name"}},
    )
    assert answer["result"] == "closed"
    assert team in words_of(await whole.next_message(user, CHANNEL, before))


async def share(whole: Whole, user: str, number_emoji: str) -> None:
    digest = await whole.digest(user)
    before = await whole.count(user)
    await whole.play("react", as_=user, channel=CHANNEL, ts=digest["ts"], name=number_emoji, on=True)
    offer = await whole.next_message(user, CHANNEL, before)
    assert offer["ephemeral"]
    await whole.click(user, offer, "draft_open")
    form = await whole.modal(user)
    answer = await whole.submit(
        user,
        form,
        caption={"type": "plain_text_input", "value": OWN_WORDS},
        keep={"type": "radio_buttons", "selected_option": {"value": "ready"}},
    )
    assert answer["result"] == "updated"
    ready = await whole.modal(user)
    assert OWN_WORDS in words_of({"text": "", "blocks": ready["blocks"]})
    before = await whole.count(user)
    assert (await whole.submit(user, ready))["result"] == "closed"
    assert "10" in words_of(await whole.next_message(user, CHANNEL, before))


async def test_the_whole_loop(whole: Whole) -> None:
    await set_up(whole)
    await join(whole, INES, "Lyon")
    await join(whole, PAUL, "Énergie")
    assert "10" in words_of(await whole.say(ADMIN, "/dizaine publier"))
    digest = await whole.digest()
    assert "<!channel>" not in words_of(digest)
    await share(whole, INES, "one")
    await share(whole, PAUL, "two")
    mine = words_of(await whole.say(INES, "/dizaine moi"))
    assert "10" in mine

    await whole.play("react", as_=INES, channel=CHANNEL, ts=digest["ts"], name="one", on=False)
    whole.clock.move_by(timedelta(days=6, hours=3))  # the next Monday, past the channel's hour
    before = await whole.count(SOFIA)
    await whole.application.ticker.tick_once()
    board = await whole.next_message(SOFIA, CHANNEL, before)
    assert "Inès" in words_of(board)
    assert not board["ephemeral"]


async def test_someone_who_has_not_joined_is_offered_to_and_the_pick_is_kept(whole: Whole) -> None:
    await set_up(whole)
    await whole.say(ADMIN, "/dizaine post")
    digest = await whole.digest(SOFIA)
    before = await whole.count(SOFIA)
    await whole.play("react", as_=SOFIA, channel=CHANNEL, ts=digest["ts"], name="three", on=True)
    offer = await whole.next_message(SOFIA, CHANNEL, before)
    assert "Your pick is kept" in words_of(offer)
    await whole.click(SOFIA, offer, "join_open")
    form = await whole.modal(SOFIA)
    before = await whole.count(SOFIA)
    hidden = {"type": "radio_buttons", "selected_option": {"value": "hidden"}}
    assert (await whole.submit(SOFIA, form, naming=hidden))["result"] == "closed"
    await whole.next_message(SOFIA, CHANNEL, before)
    assert "1" in words_of(await whole.say(SOFIA, "/dizaine me"))


async def test_a_member_cannot_run_it_and_is_told_who_may(whole: Whole) -> None:
    answer = await whole.say(SOFIA, "/dizaine status")
    assert "editors" in answer["text"]
    assert answer["ephemeral"]


async def test_unknown_words_get_the_nearest_command(whole: Whole) -> None:
    assert "classement" in words_of(await whole.say(INES, "/dizaine clasement"))


async def test_a_caption_too_long_keeps_the_modal_and_its_text(whole: Whole) -> None:
    await set_up(whole)
    await join(whole, INES, "Lyon")
    await whole.say(ADMIN, "/dizaine publier")
    digest = await whole.digest()
    await whole.click(INES, digest, "draft_open")
    form = await whole.modal(INES)
    answer = await whole.submit(
        INES,
        form,
        network={"type": "static_select", "selected_option": {"value": "x"}},
        caption={"type": "plain_text_input", "value": "mot " * 200},
        keep={"type": "radio_buttons", "selected_option": {"value": "ready"}},
    )
    assert answer["result"] == "errors"
    assert "280" in answer["errors"]["caption"]
    # It was kept all the same.
    await whole.play("close", as_=INES, view_id=form["id"])
    assert "mot mot" in words_of(await whole.say(INES, "/dizaine moi"))
