"""What articles are about: by the tree's words, by likeness to what editors filed, at most three, each with why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.topic_tree import ANY, Topic, below, default_tree, merged, within
from curation.topics import (
    MOST,
    Example,
    Filed,
    Topics,
    default_topics,
    learnt,
    read,
    telling,
    tokens,
    written,
)

PROFESSIONS = {"hr", "marketing", "sales", "tech", "finance"}


@pytest.mark.parametrize(
    ("title", "language", "topic"),
    [
        ("Recrutement : les PME peinent à attirer", "fr", "hr.hiring"),
        ("Marque employeur, ce que les candidats regardent", "fr", "hr.employer_brand"),
        ("Salaires : des augmentations plus sages en 2027", "fr", "hr.pay"),
        ("Semaine de quatre jours : un premier bilan", "fr", "hr.work_life"),
        ("Prud'hommes : le barème validé", "fr", "hr.law"),
        ("Plan de formation : qui décide ?", "fr", "hr.skills"),
        ("Handicap au travail, vingt ans après la loi", "fr", "hr.inclusion"),
        ("Pay transparency is coming", "en", "hr.pay"),
        ("Four-day week trials end", "en", "hr.work_life"),
        ("Ten questions to ask in a job interview", "en", "hr.hiring"),
        ("Référencement naturel : ce qui change", "fr", "marketing.search"),
        ("Influenceurs : la loi se précise", "fr", "marketing.social"),
        ("E-réputation, le guide des petites marques", "fr", "marketing.brand"),
        ("Why content marketing still works", "en", "marketing.content"),
        ("Advertisers return to radio", "en", "marketing.advertising"),
        ("Prospection : appeler ou écrire ?", "fr", "sales.prospecting"),
        ("Service client : la voix revient", "fr", "sales.customers"),
        ("Cold calling is not dead", "en", "sales.prospecting"),
        ("Supermarkets fight over parcels", "en", "sales.commerce"),
        ("L'IA générative entre au bureau", "fr", "tech.ai"),
        ("Rançongiciel : un hôpital raconte", "fr", "tech.security"),
        ("Phishing : trois signes qui ne trompent pas", "fr", "tech.security"),
        ("Data breaches double in a year", "en", "tech.security"),
        ("Kubernetes for small teams", "en", "tech.cloud"),
        ("Facturation électronique : le calendrier", "fr", "finance.accounting"),
        ("Levée de fonds record à Lyon", "fr", "finance.funding"),
        ("CSRD : par où commencer", "fr", "finance.sustainability"),
        ("La BCE laisse ses taux inchangés", "fr", "finance.markets"),
        ("Corporate tax falls again", "en", "finance.tax"),
        ("Bitcoin passes another mark", "en", "finance.crypto"),
    ],
)
def test_a_title_is_enough(title: str, language: str, topic: str) -> None:
    found = default_topics().of(title, "", language)
    assert topic in [each.topic for each in found]
    assert all(each.how == "words" and each.words for each in found)


@pytest.mark.parametrize(
    ("title", "summary", "language"),
    [
        ("Une usine rouvre à Saint-Étienne", "Les habitants l'attendaient.", "fr"),
        ("The river rises again", "Fields are under water.", "en"),
        ("Il prezzo dei biglietti", "", "it"),  # DEI
        ("La formation du gouvernement", "", "fr"),
        ("Les candidats à l'élection", "", "fr"),
        ("Un salaire", "", "en"),  # another language's word
        ("Taxe", "", "de"),
        ("", "", None),
    ],
)
def test_what_is_about_none_of_them(title: str, summary: str, language: str | None) -> None:
    assert default_topics().of(title, summary, language) == ()


def test_the_reason_is_the_words() -> None:
    found = default_topics().of("Salaires et recrutement : le grand écart", "La rémunération stagne.", "fr")
    assert found == (
        Filed("hr.pay", "words", ("salaire", "rémunération")),
        Filed("hr.hiring", "words", ("recrutement",)),
    )


def test_a_summary_needs_two_words_and_hints_need_company() -> None:
    ready = default_topics()
    assert ready.of("Lundi", "Un salaire pour tous.", "fr") == ()
    assert [each.topic for each in ready.of("Lundi", "Le salaire et la rémunération.", "fr")] == ["hr.pay"]
    assert ready.of("Le candidat", "", "fr") == ()
    assert [each.topic for each in ready.of("Le candidat et son CV", "", "fr")] == ["hr.hiring"]


def test_a_word_inside_a_phrase_is_not_counted_again() -> None:
    summary = "On peut payer par carte bancaire."
    assert default_topics().of("Le marché déménage près de l’école", summary, "fr") == ()
    (found,) = default_topics().of("Le marché déménage", summary + " Puis par virement bancaire.", "fr")
    assert found == Filed("finance.banking", "words", ("carte bancaire", "virement", "bancaire"))


def test_a_hint_takes_no_strong_words_place() -> None:
    topic = Topic("own", {"fr": "Carte"}, {"fr": ("bancaire",)}, {"fr": ("carte bancaire", "puce")})
    assert [each.topic for each in Topics([topic]).of("La carte bancaire change", "", "fr")] == ["own"]
    (found,) = Topics([topic]).of("La carte bancaire à puce change", "", "fr")
    assert found.words == ("bancaire", "puce")


def test_the_feeds_categories_count_as_the_title() -> None:
    found = default_topics().of("Ce qui change", "", "fr", categories=["Cybersécurité"])
    assert found == (Filed("tech.security", "words", ("cybersécurité",)),)


def test_without_a_language_every_word_counts() -> None:
    ready = default_topics()
    assert ready.of("Salaires", "", None)
    assert ready.of("Payroll", "", None)
    assert ready.of("ChatGPT", "", "de") == (Filed("tech.ai", "words", ("ChatGPT",)),)


def test_accents_case_and_number_do_not_matter() -> None:
    assert tokens("Réseaux SOCIAUX, l’Œuvre") == tokens("reseau sociau l'oeuvre")
    named = [
        [each.topic for each in default_topics().of(title, "", "fr")]
        for title in ("RESEAUX SOCIAUX", "réseaux sociaux")
    ]
    assert named == [["marketing.social"]] * 2


@given(st.text(max_size=120), st.text(max_size=300), st.sampled_from([None, "fr", "en", "de"]))
def test_at_most_three_from_different_branches_and_the_same_each_time(
    title: str, summary: str, language: str | None
) -> None:
    ready = default_topics()
    found = ready.of(title, summary, language)
    assert found == ready.of(title, summary, language)
    assert len(found) <= MOST
    names = [each.topic for each in found]
    assert not any(one != other and within(one, other) for one in names for other in names)
    assert read(written(found)) == found


def test_many_topics_are_cut_to_the_clearest() -> None:
    found = default_topics().of("Salaires, recrutement, télétravail, RSE et IA", "", "fr")
    assert len(found) == MOST


MARITIME = Topic("sea", {"fr": "Mer"}, {"fr": ("chalutier", "port de pêche"), ANY: ("AIS",)})


def test_a_programmes_own_topics() -> None:
    own = [
        MARITIME,
        Topic("hr.pay", {"en": "Money"}, {"en": ("money",)}),
        Topic("finance", {}, hidden=True),
    ]
    tree = merged(default_tree(), own)
    names = [topic.id for topic in tree]
    assert "sea" in names
    assert not any(within(name, "finance") for name in names)
    assert names.count("hr.pay") == 1
    ready = Topics(tree)
    assert ready.of("Deux chalutiers au port de pêche", "", "fr") == (
        Filed("sea", "words", ("chalutier", "port de pêche")),
    )
    assert ready.of("Salaires et fiscalité", "", "fr") == ()
    assert [each.topic for each in ready.of("Money talks", "", "en")] == ["hr.pay"]
    assert ready.of("", "", "fr", filed=["finance.tax", "sea"]) == (Filed("sea", "filed"),)


WATER = [
    Example(
        "sea", "Le chalutier rentre avant la tempête", "Les marins pêcheurs déchargent la sardine à quai."
    ),
    Example("sea", "Marins pêcheurs : la sardine se fait rare", "À quai, les chalutiers attendent."),
    Example("sea", "La criée voit moins de sardine", "Les pêcheurs en parlent à quai."),
]
AROUND = [(f"Sujet {place}", f"Rien de commun avec le reste, ligne {place}.") for place in range(50)]


def test_likeness_to_what_editors_filed() -> None:
    profiles = learnt(WATER, AROUND)
    ready = Topics(merged(default_tree(), [Topic("sea", {"fr": "Mer"})]))
    found = ready.of("Sardine : les pêcheurs s'inquiètent", "À quai, on compte.", "fr", profiles=profiles)
    assert [(each.topic, each.how) for each in found] == [("sea", "like")]
    assert set(found[0].words) <= {"sardine", "pecheur", "quai"}
    assert ready.of("Un musée ouvre à Nantes", "Il accueille dix classes.", "fr", profiles=profiles) == ()


def test_two_examples_teach_nothing() -> None:
    assert learnt(WATER[:2], AROUND) == {}
    assert learnt([], AROUND) == {}


def test_what_an_editor_filed_stands_alone() -> None:
    title = "Salaires et recrutement"
    found = default_topics().of(title, "", "fr", filed=["tech.ai", "nowhere"])
    assert found == (Filed("tech.ai", "filed"),)
    assert default_topics().of(title, "", "fr", filed=[]) == ()
    # What the tree has no more says nothing: the words do.
    assert [each.topic for each in default_topics().of(title, "", "fr", filed=["nowhere"])] == [
        "hr.hiring",
        "hr.pay",
    ]


@pytest.mark.parametrize(
    ("word", "tells"),
    [
        ("salaire", True),
        ("RH", True),
        ("R&D", True),
        ("les", False),
        ("de la", False),
        ("c", False),
        ("!!", False),
        ("", False),
    ],
)
def test_words_that_can_name_a_topic(word: str, tells: bool) -> None:
    assert telling(word) is tells


def test_a_profession_stands_for_all_below_it() -> None:
    tree = [Topic(name, {"fr": name}) for name in ("hr", "hr.pay", "tech", "tech.ai", "hrx")]
    assert below(tree, ["hr", "tech.ai"]) == ("hr", "hr.pay", "tech.ai")
    assert below(tree, []) == ()


def test_the_tree_is_whole() -> None:
    tree = default_tree()
    names = [topic.id for topic in tree]
    assert len(names) == len(set(names))
    assert {topic.id for topic in tree if topic.parent is None} == PROFESSIONS
    for topic in tree:
        assert topic.parent is None or topic.parent in names
        assert set(topic.labels) == {"fr", "en"}
        assert topic.label("fr")
        assert topic.label("de") == topic.labels["en"]
        assert len(topic.id) <= 64
        for words in (*topic.words.values(), *topic.hints.values()):
            assert all(1 <= len(tokens(word)) <= 5 for word in words), topic.id
        assert topic.words.get("fr")
        assert topic.words.get("en")


@pytest.mark.parametrize("text", ["", None, "{", "[1]", '[["a"]]', "null", '"x"'])
def test_what_it_did_not_write_is_nothing(text: str | None) -> None:
    assert read(text) == ()


def test_a_tree_may_speak_languages_of_its_own() -> None:
    tree = [Topic("hr", {"de": "Personal"}, {"de": ("tarifvertrag", "betriebsrat")})]
    filed = Topics(tree).of("Neuer Tarifvertrag für den Betriebsrat", "", "de")
    assert [each.topic for each in filed] == ["hr"]
