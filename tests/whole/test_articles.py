"""An editor adds an article by its address, and the next digest opens with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from sqlalchemy import func, select

from store.models import Article
from tests.whole.conftest import ADMIN, INES, SOFIA, Whole, words_of
from tests.whole.test_loop import set_up

TITLE = "Une usine ouvre ses portes aux lycéens"
HTML = f"""<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta property="og:title" content="{TITLE} &lt;!channel&gt;"><meta property="og:site_name" content="Le Courrier">
<meta property="og:description" content="Ce que la visite change pour les équipes.">
<meta property="og:image" content="https://i.example/usine.jpg"></head><body></body></html>"""


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async def answer(request: web.BaseRequest) -> web.Response:
        match request.path:
            case "/usine":
                return web.Response(text=HTML, content_type="text/html")
            case "/flux":
                return web.Response(
                    text="<rss><channel><title>x</title></channel></rss>", content_type="text/xml"
                )
            case _:
                return web.Response(status=404)

    runner = web.ServerRunner(web.Server(answer), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_an_article_by_its_address_opens_the_next_digest(whole: Whole, site: str) -> None:
    await set_up(whole)
    added = await whole.say(ADMIN, f"/dizaine article {site}/usine?utm_source=mail maison")
    told = words_of(added)
    assert added["ephemeral"]
    for part in ("Article ajouté", TITLE, "Le Courrier", "https://i.example/usine.jpg", "parmi les premiers"):
        assert part in told
    assert "<!channel>" not in told
    assert "déjà été ajouté" in words_of(await whole.say(ADMIN, f"/dizaine articles {site}/usine"))
    async with whole.application.db.read("T0PLAY") as session:
        assert (
            await session.scalar(select(func.count(Article.id)).where(Article.title.startswith(TITLE))) == 1
        )

    assert "choisi par l’équipe éditoriale" in words_of(await whole.say(ADMIN, "/dizaine aperçu"))
    await whole.say(ADMIN, "/dizaine publier")
    digest = await whole.digest(INES)
    assert digest["text"].split("\n")[1].startswith(f"1. {TITLE}")
    assert "a été publié le mardi 3 mars" in words_of(
        await whole.say(ADMIN, f"/dizaine article {site}/usine")
    )
    assert "Le Courrier" not in words_of(await whole.say(ADMIN, "/dizaine sources"))


async def test_what_cannot_be_added_is_said_in_words(whole: Whole, site: str) -> None:
    for address, reason in (
        (f"{site}/nulle-part", "page introuvable (404)"),
        (f"{site}/flux", "ne contient pas"),
        ("http://10.0.0.1/", "adresse privée"),
        ("http://127.0.0.1:9/", "injoignable"),
        ("pas une adresse", "https://"),
    ):
        told = (await whole.say(ADMIN, f"/dizaine article {address}"))["text"]
        assert reason in told, told
        assert "journal" not in told
    assert "editors" in (await whole.say(SOFIA, f"/dizaine article {site}/usine"))["text"]
