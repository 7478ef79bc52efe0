"""Which of the programme's types an article is (row D2), where the feed or its words leave no doubt."""

import re
from collections.abc import Sequence
from enum import StrEnum


class ArticleType(StrEnum):
    ARTICLE = "article"
    STUDY = "study"
    WHITE_PAPER = "white_paper"
    ANALYSIS = "analysis"
    PRESS = "press"
    COMPANY_NEWS = "company_news"
    EVENT = "event"
    TRADE_FAIR = "trade_fair"
    JOB_OFFER = "job_offer"
    INTERNSHIP = "internship"
    JOB_DATING = "job_dating"
    TRAINING = "training"
    FEATURED_OCCUPATION = "featured_occupation"
    AWARD = "award"
    RESOURCE = "resource"


# In order: the first that fits names the type. Only words that hardly mean anything else; a wrong type is
# worse than none.
_RULES: tuple[tuple[ArticleType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (ArticleType.JOB_DATING, r"\bjob[- ]?dating\b"),
        (
            ArticleType.INTERNSHIP,
            r"\b(?:offres? de stages?|stage de fin d.études|stagiaires? \(?[hf]/[hf]|"
            r"internship (?:offer|position)s?|"
            r"(?:we.re|is) hiring (?:an )?interns?)\b",
        ),
        (
            ArticleType.JOB_OFFER,
            r"(?:\b(?:offres? d.emploi|poste à pourvoir|job (?:offer|opening)s?|now hiring)\b|"
            r"^(?:on|nous) recrut\w+|"
            r"\(\s?[hf]\s?/\s?[hf](?:/x)?\s?\)|\b[hf]/[hf]$|\bCD[ID]\b.{0,20}\b[hf]/[hf]\b)",
        ),
        (ArticleType.WHITE_PAPER, r"\b(?:livres? blancs?|white ?papers?)\b"),
        (
            ArticleType.TRADE_FAIR,
            r"\b(?:salons? (?:professionnels?|international|de l.|du |des )|trade (?:fair|show)s?)\b",
        ),
        (
            ArticleType.RESOURCE,
            r"(?:\be-?books?\b|\b(?:podcast|épisode|episode)\s?(?:#|n°|:|\d)|^\[?podcast\b|"
            r"\bguide (?:pratique|gratuit)\b)",
        ),
        (
            ArticleType.EVENT,
            r"\b(?:webinaires?|webinars?|conférence en ligne|save the date|inscrivez-vous|"
            r"register now|meetups?|table ronde)\b",
        ),
        (
            ArticleType.FEATURED_OCCUPATION,
            r"\b(?:fiche métier|portrait de métier|métier du mois|job profile)\b",
        ),
        (
            ArticleType.STUDY,
            r"\b(?:étude|baromètre|enquête|sondage|observatoire|study|survey|barometer)\s?(?::|\bfinds?\b|"
            r"\breveals?\b|\brévèle\b|\bshows?\b|\b20\d\d\b)|^(?:étude|baromètre|sondage|study|survey)\b",
        ),
        (ArticleType.ANALYSIS, r"^\[?(?:analyses?|décryptage|analysis|explainer)\s?[\]:|–—-]"),
        (
            ArticleType.TRAINING,
            r"^\[?(?:formations?|training|mooc)\s?[\]:|–—-]|"
            r"\b(?:formation gratuite|free (?:online )?course|mooc)\b",
        ),
        (
            ArticleType.AWARD,
            r"\b(?:remporte(?:nt)? le (?:prix|trophée)|lauréate?s? d[ue]|wins? (?:the )?[\w ]{0,40}award|"
            r"award[- ]winners?)\b",
        ),
        (ArticleType.PRESS, r"^\[?(?:communiqué(?: de presse)?|press release|revue de presse)\s?[\]:|–—-]"),
    )
)


# A plain substring is far cheaper than thirteen patterns, and most titles hold none of these.
_HINTS = (
    "dating", "stag", "intern", "emploi", "poste", "job", "recrut", "hiring", "h/f", "f/h", "h / f",
    "f / h", "blanc", "paper", "salon", "trade", "book", "podcast", "pisode", "guide", "webin",
    "en ligne", "save the", "inscri", "register", "meetup", "table r", "métier", "étude", "baro",
    "enquête", "sondage", "observatoire", "study", "survey", "analy", "décryptage", "explainer",
    "formation", "training", "mooc", "course", "remporte", "lauréat", "award", "communiqué", "press",
    "revue de",
)  # fmt: skip


def _plain_words(category: str) -> str:
    return " ".join(category.lower().replace("’", "'").replace("-", " ").split())


# What outlets call these types in their own categories, in whole words.
_CATEGORIES: dict[str, ArticleType] = {
    _plain_words(name): kind
    for kind, names in {
        ArticleType.STUDY: ("étude", "études", "study", "studies", "baromètre", "research"),
        ArticleType.WHITE_PAPER: ("livre blanc", "livres blancs", "white paper", "whitepaper"),
        ArticleType.ANALYSIS: ("analyse", "analyses", "analysis", "décryptage"),
        ArticleType.PRESS: ("communiqué", "communiqué de presse", "presse", "press", "press release"),
        ArticleType.COMPANY_NEWS: (
            "vie de l'entreprise",
            "actualité du groupe",
            "company news",
            "vie du groupe",
        ),
        ArticleType.EVENT: ("événement", "évènement", "événements", "agenda", "event", "events"),
        ArticleType.TRADE_FAIR: ("salon", "salons", "trade fair", "trade show"),
        ArticleType.JOB_OFFER: ("offre d'emploi", "offres d'emploi", "job offer", "job", "jobs"),
        ArticleType.INTERNSHIP: ("stage", "stages", "internship", "internships"),
        ArticleType.JOB_DATING: ("job dating",),
        ArticleType.TRAINING: ("formation", "formations", "training", "course"),
        ArticleType.FEATURED_OCCUPATION: ("métier", "métiers", "fiche métier", "occupation"),
        ArticleType.AWARD: ("prix", "récompense", "award", "awards"),
        ArticleType.RESOURCE: ("podcast", "e-book", "ebook", "ressource", "resource"),
    }.items()
    for name in names
}


def article_type(title: str, *, audio: bool = False, categories: Sequence[str] = ()) -> str | None:
    """The type, or None when nothing says. `audio`: the entry carries a sound or video file, as podcasts do;
    `categories`: the feed's own words for it, which come before the title's."""
    if audio:
        return ArticleType.RESOURCE
    for category in categories:
        if named := _CATEGORIES.get(_plain_words(category)):
            return named
    lowered = title.lower()
    for hint in _HINTS:
        if hint in lowered:
            break
    else:
        return None
    for kind, pattern in _RULES:
        if pattern.search(title):
            return kind
    return None
