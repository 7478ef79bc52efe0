"""Articles filed under topics, by signed clicks and submissions."""

from __future__ import annotations

from bot.slack import ids
from store import models
from tests.blocks import check_calls
from tests.bot.slack.listeners.stage import (
    ADMIN,
    CHANNEL,
    Stage,
    filing_state,
)
from tests.bot.slack.listeners.test_topics import block, errors


async def test_articles_are_filed_from_the_preview(stage: Stage) -> None:
    await stage.command(ADMIN, "aperçu")
    await stage.quiet()
    (shown,) = stage.news(ADMIN)
    assert f"{ids.FILING_OPEN}_0" in shown
    first, second = stage.ours.article_ids[:2]
    await stage.click(ADMIN, f"{ids.FILING_OPEN}_0", ids.articles_value([first, second]))
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    assert view["private_metadata"] == ids.filing_value([(first, ()), (second, ())], CHANNEL)
    fields = [block(view, ids.filed_block(article))["element"] for article in (first, second)]
    assert [field["max_selected_items"] for field in fields] == [3, 3]
    assert check_calls(stage.playground.api.calls) >= 1
    state = filing_state({first: ["finance.markets", "hr"], second: []})
    assert (await stage.submit(ADMIN, ids.FILING, view["private_metadata"], state)).text == ""
    await stage.quiet()
    filed = [(row.article_id, row.topic, row.filed_by) for row in await stage.every(models.Filing)]
    assert filed == [(first, "finance.markets", ADMIN), (first, "hr", ADMIN)]
    assert "1 article classé" in stage.news(ADMIN)[-1]
    stage.playground.workspace.close_all(ADMIN)
    await stage.click(ADMIN, f"{ids.FILING_OPEN}_0", ids.articles_value([first]))
    await stage.quiet()
    (view,) = stage.modals(ADMIN)
    field = block(view, ids.filed_block(first))
    assert [option["value"] for option in field["element"]["initial_options"]] == ["finance.markets", "hr"]
    assert "équipe éditoriale" in field["hint"]["text"]


async def test_a_filing_is_undone_by_a_button_and_twice_is_once(stage: Stage) -> None:
    first = stage.ours.article_ids[0]
    metadata = ids.filing_value([(first, ())], CHANNEL)
    await stage.submit(ADMIN, ids.FILING, metadata, filing_state({first: []}))
    await stage.quiet()
    assert ids.FILING_UNDO not in stage.news(ADMIN)[-1]
    await stage.submit(ADMIN, ids.FILING, metadata, filing_state({first: ["hr"]}))
    await stage.quiet()
    told = stage.news(ADMIN)[-1]
    assert ids.FILING_UNDO in told
    assert "Annuler" in told
    assert ids.articles_value([first]) in told
    for _ in range(2):
        await stage.click(ADMIN, ids.FILING_UNDO, ids.articles_value([first]))
        await stage.quiet()
        assert "Classement annulé" in stage.news(ADMIN)[-1]
        assert await stage.every(models.Filing) == []


async def test_more_than_three_or_of_nobody_keeps_the_form_open(stage: Stage) -> None:
    first = stage.ours.article_ids[0]
    metadata = ids.filing_value([(first, ("hr", "hr.pay"))], None)
    many = filing_state({first: ["hr", "tech", "sales", "finance"]})
    assert "3" in errors(await stage.submit(ADMIN, ids.FILING, metadata, many))[ids.filed_block(first)]
    for junk in ("", "1:-:x", "1:-:5+", "1:-:5+<b>", "1:-:" + "9" * 12 + "+hr", "1:C1"):
        assert errors(await stage.submit(ADMIN, ids.FILING, junk, many))
    assert await stage.every(models.Filing) == []
