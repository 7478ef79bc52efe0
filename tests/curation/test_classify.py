"""The type of an article, from what its title, its feed, its address and its source say."""

import pytest

from curation.classify import ArticleType, article_type, of_source


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        # French
        ("Forum de l'emploi : trente entreprises à Nantes", "job_dating"),
        ("Stage de 6 mois en communication interne (H/F)", "internship"),
        ("Nous recherchons un stagiaire en finance", "internship"),
        ("Alternance : assistant marketing F/H", "job_offer"),
        ("Nous recrutons trois développeurs", "job_offer"),
        ("Comptable (F/H/X) à Lille", "job_offer"),
        ("Livre blanc : réussir son onboarding", "white_paper"),
        ("Retrouvez-nous au Salon du Travail", "trade_fair"),
        ("Retrouvez-nous sur notre stand B12", "trade_fair"),
        ("Guide pratique de la facture électronique", "resource"),
        ("Podcast : parler salaire sans tabou", "resource"),
        ("Infographie : un an de télétravail", "resource"),
        ("Webinaire le 12 mars : la paie en clair", "event"),
        ("Journée portes ouvertes à l'atelier", "event"),
        ("Fiche métier : chargé de recrutement", "featured_occupation"),
        ("Dans la peau d'un contrôleur de gestion", "featured_occupation"),
        ("Selon une étude, un cadre sur deux veut partir", "study"),
        ("Le baromètre 2026 des salaires", "study"),
        ("Tribune : le travail n'est pas une variable", "analysis"),
        ("La loi sur le partage de la valeur : décryptage", "analysis"),
        ("Formation gratuite aux outils d'IA", "training"),
        ("Atelier : écrire pour le web", "training"),
        ("L'entreprise remporte le prix de l'innovation", "award"),
        ("Le Groupe décroche le label Engagé RSE", "award"),
        ("Palmarès des meilleurs employeurs", "award"),
        ("Communiqué de presse - Résultats annuels", "press"),
        ("Vie du groupe : un nouveau site à Metz", "company_news"),
        # English
        ("Career fair: meet forty employers", "job_dating"),
        ("Internship program 2027 is open", "internship"),
        ("We're hiring: backend engineer", "job_offer"),
        ("Payroll specialist (m/f/d)", "job_offer"),
        ("White paper: the state of B2B payments", "white_paper"),
        ("Five lessons from the trade show", "trade_fair"),
        ("Visit our booth at the fair", "trade_fair"),
        ("Free guide to e-invoicing", "resource"),
        ("Episode 12: pay transparency", "resource"),
        ("Join us at the Paris summit", "event"),
        ("A day in the life of a data engineer", "featured_occupation"),
        ("Survey finds managers are tired", "study"),
        ("According to a new study, offices are emptier", "study"),
        ("Explainer: what the AI Act asks of HR", "analysis"),
        ("Free online course on prompt writing", "training"),
        ("Team wins the 2026 Export Award", "award"),
        ("Press release: half-year results", "press"),
        # what looks alike and is not
        ("L'étude notariale de la rue Haute ferme", None),
        ("Le prix du gaz augmente", None),
        ("Un salon de coiffure au bureau", None),
        ("Ils ont dormi dans le hall de la gare", None),
        ("The internal market turns thirty", None),
        ("Press freedom in Europe", None),
        ("The keynote everyone talked about", None),
        ("Job market cools again", None),
        ("The training data problem", None),
        ("Reporting season begins", None),
    ],
)
def test_titles(title: str, kind: str | None) -> None:
    assert article_type(title) == kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://a.example/jobs/data-engineer", "job_offer"),
        ("https://a.example/fr/offres-d-emploi/comptable-lille", "job_offer"),
        ("https://a.example/stages/assistant", "internship"),
        ("https://a.example/podcast/la-releve", "resource"),
        ("https://a.example/blog/webinars/la-paie", "event"),
        ("https://a.example/livres-blancs/onboarding", "white_paper"),
        ("https://a.example/press-releases/2026/results", "press"),
        ("https://a.example/communiques/resultats", "press"),
        ("https://a.example/fiches-metiers/soudeur", "featured_occupation"),
        ("https://a.example/article/jobs/exam-results-123", None),
        ("https://a.example/news/world/jobs/slump", None),
        ("https://a.example/emploi/le-chomage-recule", None),
        ("https://a.example/2026/03/podcast", None),
        ("https://a.example/", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_folders_of_addresses(url: str, kind: str | None) -> None:
    assert article_type("Rien de plus", url=url) == kind


def test_the_order_of_what_says() -> None:
    url = "https://a.example/podcast/x"
    assert article_type("Webinaire : la paie", url=url) == "event"
    assert article_type("Webinaire : la paie", categories=["Formation"], url=url) == "training"
    assert article_type("Webinaire : la paie", audio=True, categories=["Formation"]) == "resource"


@pytest.mark.parametrize(
    ("found", "kind", "shown"),
    [
        (None, "company", "company_news"),
        (None, "market", None),
        ("award", "company", "award"),
        ("press", "market", "press"),
        ("company_news", "market", None),
    ],
)
def test_a_companys_own_source_gives_its_news(found: str | None, kind: str, shown: str | None) -> None:
    assert of_source(found, kind) == shown


def test_every_type_can_be_found() -> None:
    titles = {
        "job_dating": "Job dating", "internship": "Offre de stage", "job_offer": "Offre d'emploi",
        "white_paper": "Livre blanc", "trade_fair": "Trade show", "resource": "E-book", "event": "Webinar",
        "featured_occupation": "Fiche métier", "study": "Étude : x", "analysis": "Analyse : x",
        "training": "MOOC", "award": "Award winner", "press": "Communiqué : x", "company_news": "Company news: x",
    }  # fmt: skip
    assert {article_type(title) for title in titles.values()} == {*map(ArticleType, titles)}
    assert set(ArticleType) == {*map(ArticleType, titles), ArticleType.ARTICLE}
