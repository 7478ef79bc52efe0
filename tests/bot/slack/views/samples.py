"""A small invented programme, and every view that it leads to: what tests draw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.i18n import Translator
from bot.slack.blocks import Json, Message
from bot.slack.views import added, admin, board, digest, draft, help, home, offer, people, setup  # noqa: A004
from bot.slack.views import filing as filing_views
from bot.slack.views import notices as notice_views
from bot.slack.views import own_order as order_views
from bot.slack.views import sources as source_views
from bot.slack.views import stories as story_views
from bot.slack.views import topics as topic_views
from curation.own_order import Why, Wish
from curation.topic_tree import Topic, default_tree
from curation.topics import Filed
from handlers.answers import (
    AdminChanged,
    AdminList,
    ArticleAdded,
    BoardAnswer,
    ChannelLine,
    DeliveryLine,
    DraftForm,
    DraftLine,
    DraftSaved,
    Help,
    Joined,
    JoinForm,
    Left,
    Mine,
    Offer,
    Outing,
    Paused,
    PostQueued,
    Preview,
    Ready,
    SetupDone,
    SetupForm,
    Shared,
    ShareLine,
    Status,
    Unpicked,
)
from handlers.filing import ArticlesFiled, FilingForm, FilingLine
from handlers.home import HomePage
from handlers.own_order import OrderForm, OwnOrder
from handlers.source_answers import (
    OfferedFeed,
    PackLine,
    PackList,
    PackShown,
    SourceAdded,
    SourceChoice,
    SourceLine,
    SourceList,
    SourceRemoved,
    SourcesExported,
    SourcesImported,
)
from handlers.stories import DoubleLine, DoubleList
from handlers.topic_answers import TopicChoice, TopicForm, TopicLine, TopicList, TopicSaved
from handlers.topics import LONGEST_LABEL, MOST_PROFESSIONS, MOST_TOPICS, by_language
from programme.boards import ArticleShares, Board, Participant, PrivateRank, build
from programme.checks import check_caption
from programme.networks import Network, intents
from scheduler.messages import AlsoIn, ArticleCard, BoardPost, DigestPost, Notice

NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)

TOLD = (
    ("L’hydrogène vert trouve ses premiers clients industriels", "Industrie & Demain", "article"),
    ("Why maintenance teams are hiring data people", "Plant Notes", "analysis"),
    ("Nous ouvrons un atelier école à Saint-Nazaire : 24 places, sans diplôme", "Atelier Nordal", "training"),
    ("Étude : six industriels sur dix manquent de techniciens", "Le Baromètre des métiers", "study"),
    ("A field guide to predictive maintenance that does not predict everything", "Plant Notes", None),
    ("Prix de l’innovation : deux collègues récompensées à Lyon", "Atelier Nordal", "award"),
    ("Les mains et la machine, épisode 12 : apprendre à quarante ans", "Les mains et la machine", "resource"),
    ("Grid operators want flexible factories: what it means on the shop floor", "Grid Weekly", None),
    ("Ce que change la directive sur la publicité des salaires", "Droit du travail en clair", "press"),
    ("Une semaine avec l’équipe de nuit", "Le Mensuel des usines", "article"),
)
SUMMARY = (
    "Trois sites passent à l’achat ferme ; le prix reste le double du gaz, mais les contrats courent sur dix ans "
    "et les banques suivent sans garantie publique, ce qui est nouveau."
)


def card(place: int, **changed: Any) -> ArticleCard:
    """The article at `place`, from 0; past ten they come again."""
    title, source, kind = TOLD[place % len(TOLD)]
    made = ArticleCard(
        digest_id=7,
        article_id=100 + place,
        number=place + 1,
        title=title,
        url=f"https://news.example.org/2026/03/02/a-rather-long-slug-as-papers-like-them-{place}",
        source=source,
        kind="company" if place % 5 == 2 else "market",
        type=kind,
        summary=SUMMARY,
        image_url=f"https://cdn.example.org/pictures/2026/{place}.jpg" if place % 3 == 0 else None,
        published=NOW - timedelta(hours=3 + 5 * place),
        minutes=4 + place,
        also_in=(AlsoIn("Grid Weekly", "https://g.example/x"), AlsoIn("Plant Notes", "https://p.example/y"))
        if place % 4 == 0
        else (),
        reasons=(
            ("fresh", {"hours": 3 + 5 * place}),
            ("also_in", {"count": 2}),
            ("topic", {"topic": "hr.pay", "label_fr": "Paie & <salaires>", "label_en": "Pay"}),
        ),
    )
    return replace(made, **changed)


def digest_post(count: int = 10, **changed: Any) -> DigestPost:
    return DigestPost(
        7,
        date(2026, 3, 3),
        "Europe/Paris",
        NOW,
        count,
        tuple(card(place, **changed) for place in range(count)),
    )


NAMES = (
    "Amélie Roux",
    "Karim B.",
    "Zoé",
    "Jean-Baptiste de la Villardière-Montgomery",
    "Oùm",
    "Li",
    "Max",
    "Ada",
    "Eve",
    "Tom",
    "Pia",
    "Noé",
)
TEAMS = ("Ventes", "Recherche", "Donaudampfschifffahrtsgesellschaft")
POINTS = (60, 45, 45, 30, 25, 20, 15, 10, 10, 5, 5, 5)


def week_board() -> Board:
    people_of = [
        Participant(place, TEAMS[place % 3], "name", name, POINTS[place], 1 + POINTS[place] // 10, True)
        for place, name in enumerate(NAMES)
    ]
    articles = [ArticleShares(TOLD[place][0], f"https://e.example/{place}", 5 - place) for place in range(4)]
    return build(people_of, articles, 21)


def board_post(drawn: Board | None = None) -> BoardPost:
    return BoardPost(2026, 10, date(2026, 3, 2), date(2026, 3, 8), week_board() if drawn is None else drawn)


RANK = PrivateRank(3, 24, 10, 1)
CAPTION = "Trois sites passent à l’achat ferme : le début d’une filière ?\nMon avis : oui."


def draft_form(network: Network = Network.X, caption: str = "x" * 400) -> DraftForm:
    found = check_caption(network, caption, card(0).url, ready=True)
    return DraftForm(card(0), network, caption, "piaille.example", True, found)


def ready(network: Network = Network.LINKEDIN, *, shared: bool = False, caption: str = CAPTION) -> Ready:
    links = intents(
        network, caption, card(0).url, mastodon_instance="piaille.fr", linkedin_prefill=True, longest=3000
    )
    return Ready(card(0), network, caption, links, (), shared)


def mine(*, joined: bool = True) -> Mine:
    return Mine(
        joined=joined,
        team="Ventes",
        naming="alias",
        alias="La Mouette",
        picks=(card(0), card(1), card(2)),
        pick_count=14,
        drafts=(
            DraftLine(card(0), Network.X, "draft", "Une phrase"),
            DraftLine(card(1), Network.LINKEDIN, "ready", CAPTION),
        ),
        draft_count=2,
        shares=(ShareLine(card(3), Network.BLUESKY, "declared", NOW, 10, "share_comment"),),
        share_count=1,
        points=35,
        week_points=10,
        rank=RANK if joined else None,
    )


STATUSES = (
    "new",
    "ok",
    "not_modified",
    "not_a_feed",
    "empty",
    "too_large",
    "too_slow",
    "malformed",
    "http_error",
    "gone",
    "rate_limited",
    "redirect_loop",
    "refused_address",
    "unreachable",
    "bad_url",
)


def source(place: int, status: str) -> SourceLine:
    return SourceLine(
        place,
        TOLD[place % 10][1],
        f"https://{place}.example.org/feed.xml",
        "market" if place % 3 else "company",
        status,
        "HTTP 404" if status == "http_error" else None,
        NOW,
        NOW,
        place * 7,
    )


SOURCES = tuple(source(place, status) for place, status in enumerate(STATUSES))


def status() -> Status:
    return Status(
        now=NOW,
        paused=False,
        channels=(
            ChannelLine("C01234567", "fr", "Europe/Paris", time(9), 10, "FR", False, None, NOW, NOW),
            ChannelLine(
                "C01234568", "en", "Europe/London", time(9, 30), 10, None, False, "is_archived", None, None
            ),
            ChannelLine(
                "C01234569",
                "fr",
                "Indian/Reunion",
                time(8),
                1,
                "FR-57",
                True,
                None,
                None,
                None,
                topics=LARGEST_TREE[-7:],
            ),
        ),
        sources_ok=12,
        sources_failing=2,
        failing=SOURCES[3:6],
        articles=84,
        ambassadors=24,
        sent=12,
        waiting=1,
        parked=1,
        failed=1,
        troubles=(
            DeliveryLine(4, "digest", "C01234567", "parked", "timeout", NOW - timedelta(hours=2)),
            DeliveryLine(5, "notice", "U01234567", "failed", "channel_not_found", NOW - timedelta(hours=3)),
        ),
        company_share=0.2,
        week_company=10,
        week_market=40,
    )


# As large as a workspace may make it, in letters that weigh the most.
LARGEST_TREE = (
    *default_tree(),
    *(
        Topic(
            f"hr.{'x' * 22}{place}",
            {"fr": f"<é> {place} " + "é" * (LONGEST_LABEL - 7), "en": f"Night work {place}"},
        )
        for place in range(10, 10 + MOST_TOPICS - len(default_tree()))
    ),
)
MOST_PROFESSIONS_TREE = (
    *default_tree(),
    *(Topic(f"own{n}", {"fr": f"{n} " + "<b>" * 12}) for n in range(MOST_PROFESSIONS - 5)),
    *(
        Topic(f"own1.t{n}", {"fr": f"{n} " + "&" * 37})
        for n in range(MOST_TOPICS - len(default_tree()) - MOST_PROFESSIONS + 5)
    ),
)
HIDDEN_TOPIC = replace(default_tree()[1], hidden=True)


def topic_list(tree: tuple[Topic, ...] = LARGEST_TREE) -> TopicList:
    lines = [TopicLine(each, place * 7, place > 60, place == 3) for place, each in enumerate(tree)]
    lines[1] = replace(lines[1], topic=HIDDEN_TOPIC)
    return TopicList(tuple(lines), 412, 7)


def topic_form(topic: Topic | None, **changed: Any) -> TopicForm:
    words = {} if topic is None else topic.words
    form = TopicForm(
        topic, by_language(words), by_language({}), own=False, changed=False, professions=default_tree()[:5]
    )
    return replace(form, **changed)


def filing_form(tree: tuple[Topic, ...] = default_tree(), count: int = 10) -> FilingForm:
    whys = (
        (),
        (Filed("hr.pay", "filed"), Filed("tech", "filed"), Filed("gone", "filed")),
        (Filed("hr.hiring", "words", ("emploi", "CV", "poste")), Filed("tech.ai", "like", ("<b>", "poste"))),
        (Filed("hr.law", "words", ("grève",)),),
    )
    lines = [
        FilingLine(100 + n, TOLD[n % 10][0] if n else "<!channel> " * 30, TOLD[n % 10][1], whys[n % 4])
        for n in range(count)
    ]
    return FilingForm(tuple(lines), tree)


MISSING = (("too_old", {"count": 12, "days": 7}), ("source_share", {"count": 3, "limit": 3, "sources": 1}))


def setup_form(**changed: Any) -> SetupForm:
    made = SetupForm(
        "C01234567",
        "fr",
        "Europe/Paris",
        "FR",
        time(9),
        10,
        (1, 2, 3, 4, 5),
        ("https://a.example/feed",),
        (),
    )
    return replace(made, **changed)


def notices() -> Iterator[Notice]:
    channel = {"channel": "C01234567"}
    yield Notice("few_articles", {**channel, "count": 7, "wanted": 10})
    yield Notice("no_articles", {**channel, "count": 0, "wanted": 10})
    failing = {"source": "Plant Notes", "url": "https://p.example/f", "failures": 5}
    yield Notice("source_failing", {**failing, "status": "not_a_feed"})
    yield Notice("source_given_up", {**failing, "status": "http_error"})
    yield Notice("source_gone", {**failing, "status": "gone"})
    for code in ("channel_stopped", "delivery_parked", "delivery_failed"):
        yield Notice(code, {**channel, "kind": "digest", "reason": "is_archived", "outgoing_id": 4})


def messages(t: Translator) -> Iterator[tuple[str, Message]]:
    """Every message, by name."""
    empty = board_post(build([], [], 0))
    yield "digest", digest.digest(digest_post(), t, classic=False)
    yield "digest_classic", digest.digest(digest_post(), t, classic=True)
    yield "digest_none", digest.digest(digest_post(0), t, classic=False)
    yield "board", board.board(board_post(), t, classic=False)
    yield "board_classic", board.board(board_post(), t, classic=True, chart_file_id="F012345678")
    yield "board_empty", board.board(empty, t, classic=False)
    yield "board_answer", board.board_answer(BoardAnswer(board_post(), RANK, True), t)
    yield "board_answer_stranger", board.board_answer(BoardAnswer(empty, None, False), t)
    for joined in (True, False):
        for has_draft in (True, False):
            yield f"offer_{joined}_{has_draft}", offer.offer(Offer(card(0), joined, has_draft), t)
    yield "join_offer", offer.join_offer(t)
    yield "unpicked", offer.unpicked(Unpicked(card(0)), t)
    yield "emptied", draft.draft_saved(DraftSaved(card(0), Network.X, (), kept=False), t)
    yield "saved", draft.draft_saved(DraftSaved(card(0), Network.X, draft_form().problems), t)
    yield "ready_message", draft.ready_message(ready(), t)
    yield "shared", draft.shared(Shared(card(0), Network.X, 10, "share_comment", True), t)
    yield "shared_capped", draft.shared(Shared(card(0), Network.X, 0, "daily_cap_reached", True), t)
    yield "shared_again", draft.shared(Shared(card(0), Network.X, 0, "", False), t)
    for naming in ("name", "alias", "hidden"):
        yield f"joined_{naming}", people.joined(Joined("Ventes", naming, "La Mouette", naming == "name"), t)
    yield "left", people.left(Left(True), t)
    yield "left_never", people.left(Left(False), t)
    yield "mine", people.mine(mine(), t)
    yield "mine_stranger", people.mine(mine(joined=False), t)
    yield (
        "setup_done",
        setup.setup_done(
            SetupDone("C01234567", "fr", NOW, "Europe/Paris", 10, 3, (("nimporte", "bad_url"),)), t
        ),
    )
    yield "sources", source_views.source_list(SourceList(SOURCES), t)
    many = tuple(replace(SOURCES[0], title=f"Rindfleischetikettierung {n} " * 4) for n in range(95))
    for first in (1, 31, 91):
        yield f"sources_from_{first}", source_views.source_list(SourceList(many, first), t)
    yield "sources_none", source_views.source_list(SourceList(()), t)
    yield (
        "source_added",
        source_views.source_added(SourceAdded(SOURCES[0], False, NOW - timedelta(hours=3), NOW), t),
    )
    offered = [
        OfferedFeed(f"https://p.example/{n}", "Les <plantes>" * 9, n, NOW if n else None, n == 2)
        for n in range(12)
    ]
    yield (
        "source_choice",
        source_views.source_choice(SourceChoice("https://p.example/", "market", tuple(offered), NOW), t),
    )
    yield (
        "sources_imported",
        source_views.sources_imported(SourcesImported(12, 1, (("nimporte`", "bad_url"),) * 14), t),
    )
    yield (
        "pack_list",
        source_views.pack_list(PackList((PackLine("hr", "fr", 7, 0), PackLine("tech", "en", 8, 8))), t),
    )
    shown = (("Plant Notes", "https://p.example/", True), ("Terre & <eau>", "https://t.example/", False))
    yield "pack_shown", source_views.pack_shown(PackShown("sales", "fr", shown), t)
    yield "sources_exported", source_views.sources_exported(SourcesExported("dizaine.opml", b"", 3), t)
    yield "export_sent", source_views.export_sent(t)
    yield "source_checked", source_views.source_checked(SOURCES[3], t)
    yield "source_removed", source_views.source_removed(SourceRemoved("Plant Notes", "https://p.example"), t)
    yield "article_added", added.article_added(ArticleAdded(card(0), False, OUTINGS), t)
    yield "article_again", added.article_added(ArticleAdded(card(1), True, ()), t, picture=False)
    yield "article_odd", added.article_added(ArticleAdded(odd_article(), False, OUTINGS * 3), t)
    yield "topics", topic_views.topic_list(topic_list(default_tree()), t)
    yield "topics_most", topic_views.topic_list(topic_list(), t)
    yield "topics_professions", topic_views.topic_list(topic_list(MOST_PROFESSIONS_TREE), t)
    for outcome in ("added", "changed", "original", "removed"):
        yield f"topic_{outcome}", topic_views.topic_saved(TopicSaved(default_tree()[3], outcome), t)
    yield "topic_hidden", topic_views.topic_saved(TopicSaved(HIDDEN_TOPIC, "changed"), t)
    filed = ((TOLD[0][0], default_tree()[:3]), ("", ()), ("<!channel>" * 40, default_tree()[4:5]))
    yield "filed", filing_views.articles_filed(ArticlesFiled(filed, (7, 8, 9)), t)
    for count in (1, 2):
        yield f"filing_undone_{count}", filing_views.filing_undone(count, t)
    yield "filed_none", filing_views.articles_filed(ArticlesFiled(()), t)
    yield "preview", admin.preview(Preview("C01234567", preview_post(), MISSING), t, classic=False)
    yield "preview_classic", admin.preview(Preview("C01234567", preview_post(20), MISSING), t, classic=True)
    for doubts, folded in ((1, 0), (3, 2), (0, 1)):
        yield (
            f"preview_doubles_{doubts}_{folded}",
            admin.preview(Preview("C01234567", preview_post(), MISSING, doubts, folded), t, classic=True),
        )
    yield "doubles", story_views.double_list(doubles(), t)
    yield "doubles_none", story_views.double_list(DoubleList((), 0, NOW), t)
    yield "doubles_folded", story_views.double_list(DoubleList(doubles().lines[-2:], 0, NOW), t)
    odd = DoubleLine(odd_article(), odd_article(), False, None, ("<!channel>" * 30, "*b*"))
    odd_lines = [replace(odd, same=same, folded=folded) for same, folded in ODD for _ in range(4)]
    yield "doubles_odd", story_views.double_list(DoubleList(tuple(odd_lines), 12, NOW), t)
    yield "queued", admin.post_queued(PostQueued("C01234567", 10, False, MISSING), t)
    yield "queued_again", admin.post_queued(PostQueued("C01234567", 0, True), t)
    for scope in ("channel", "workspace"):
        for paused in (True, False):
            for already in (True, False):
                yield f"paused_{scope}_{paused}_{already}", admin.paused(Paused(scope, paused, already), t)
    yield "status", admin.status(status(), t)
    yield (
        "status_bare",
        admin.status(replace(status(), channels=(), troubles=(), week_market=0, week_company=0), t),
    )
    yield "admins", admin.admin_list(AdminList(("U01234567", "U01234568")), t)
    yield "admins_none", admin.admin_list(AdminList(()), t)
    for named in (True, False):
        yield f"admin_{named}", admin.admin_changed(AdminChanged("U01234567", named, False), t)
    for told in notices():
        yield f"notice_{told.code}", notice_views.notice(told, t)
    yield "help", help.help_page(Help(False), t)
    yield "help_unknown", help.help_page(Help(True, "classemnt", "leaderboard"), t)
    yield "help_lost", help.help_page(Help(True, "<!channel>", None), t)


ODD = ((None, False), (None, False), (True, False), (False, True), (None, True))


def doubles() -> DoubleList:
    """Eight in doubt, of which two were settled, and two folded."""
    doubts = [
        DoubleLine(
            card(place, number=place % 4),
            card(place + 1, number=0),
            False,
            {2: True, 5: False}.get(place),
            ("Saint-Nazaire", "soudeurs", "atelier") if place != 4 else (),
        )
        for place in range(8)
    ]
    folded = [DoubleLine(card(place), card(place + 9), True, None, ()) for place in range(2)]
    return DoubleList((*doubts, *folded), 5, NOW)


OUTINGS = (
    Outing("C01234567", "Europe/Paris", NOW, None),
    *(
        Outing(f"C0123456{place}", "Europe/Paris", None, why_not)
        for place, why_not in enumerate(("posted", "language", "stopped", "paused", "of_no_family"))
    ),
)


def odd_article() -> ArticleCard:
    """Longer and odder than any page should be."""
    return card(
        0,
        title="<!channel> " + "é" * 500,
        url="https://a.example/" + "x" * 1900,
        summary="* _ ~ ` " * 60,
        source="<@U1>" * 40,
        image_url="https://i.example/" + "y" * 1900,
    )


def own_order() -> OwnOrder:
    """The last five are wanted, and one is like many picks."""
    topics = LARGEST_TREE[-8:]
    why = {card.article_id: Why(topics[0].id) for card in digest_post(20).cards[-5:]}
    return OwnOrder(topics, True, {digest_post(20).cards[0].article_id: Why(None, 14)} | why)


def preview_post(count: int = 10) -> DigestPost:
    return replace(digest_post(count, digest_id=None), digest_id=None)


def views(t: Translator) -> Iterator[tuple[str, Json]]:
    """Every modal and Home, by name."""
    for network in Network:
        yield f"draft_{network}", draft.draft_modal(draft_form(network), t)
        yield f"ready_{network}", draft.ready_modal(ready(network), t)
    yield "draft_stranger", draft.draft_modal(replace(draft_form(), joined=False), t)
    yield "ready_shared", draft.ready_modal(ready(shared=True), t)
    yield "join", people.join_modal(JoinForm(TEAMS, "Ventes", "alias", "La Mouette", False), t)
    yield "join_first", people.join_modal(JoinForm((), None, "hidden", None, False), t)
    yield "choices", people.join_modal(JoinForm(TEAMS, None, "name", None, True), t)
    yield "setup", setup.setup_modal(setup_form(), t)
    problems = (("working_days", "no_working_day", {}),)
    yield (
        "setup_elsewhere",
        setup.setup_modal(
            setup_form(
                conversation_id=None, time_zone="Antarctica/Troll", country="FR-57", problems=problems
            ),
            t,
        ),
    )
    yield (
        "setup_topics",
        setup.setup_modal(setup_form(tree=LARGEST_TREE, topics=("hr", "gone", "tech.ai")), t),
    )
    yield "topic_choice", topic_views.choice_modal(TopicChoice((*default_tree()[:3], HIDDEN_TOPIC)), "C1", t)
    yield "topic_new", topic_views.topic_modal(topic_form(None), None, t)
    yield "topic", topic_views.topic_modal(topic_form(default_tree()[1]), "C1", t)
    odd = Topic("odd", {"fr": "<b>" * 10}, {"fr": ("<!channel>", "x" * 60) * 60}, hidden=True)
    yield "topic_own", topic_views.topic_modal(topic_form(odd, own=True, changed=True), "C1", t)
    yield "filing", filing_views.filing_modal(filing_form(), "C1", t)
    yield "filing_most", filing_views.filing_modal(filing_form(LARGEST_TREE), None, t)
    emoji = tuple(replace(topic, labels={"fr": "🧗" * LONGEST_LABEL}) for topic in LARGEST_TREE)
    yield "filing_emoji", filing_views.filing_modal(filing_form(emoji), None, t)
    yield "filing_one", filing_views.filing_modal(filing_form(count=1), None, t)
    yield "home", home.home(HomePage(mine(), digest_post(20)), t)
    yield "home_first", home.home(HomePage(mine(joined=False), None), t)
    yield "home_own_order", home.home(HomePage(mine(), digest_post(20), own_order()), t)
    yield "home_few_picks", home.home(HomePage(mine(), digest_post(3), OwnOrder((), True, {}, True)), t)
    yield "order", order_views.order_modal(OrderForm(default_tree(), Wish()), t)
    wish = Wish(tuple(topic.id for topic in LARGEST_TREE[:10]), True)
    yield "order_most", order_views.order_modal(OrderForm(LARGEST_TREE, wish), t)
    yield "order_bare", order_views.order_modal(OrderForm((), Wish(("gone",), True)), t)
