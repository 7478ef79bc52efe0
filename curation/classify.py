"""Which of the programme's types an article is (row D2), where its source, markup, address or words leave no doubt.

A wrong type is worse than none: it promises a date, a place or a length that is not there.
"""

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


# In order: the first that fits names the type. Only words that hardly mean anything else.
_RULES: tuple[tuple[ArticleType, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            ArticleType.JOB_DATING,
            r"\bjob[- ]?dating\b|\bforum (?:de l.|pour l.)?(?:emploi|recrutement)\b|\bjob fair\b|"
            r"\b(?:career|recruitment) (?:fair|day)\b|\bspeed[- ]recruiting\b",
        ),
        (
            ArticleType.INTERNSHIP,
            r"\b(?:offres? de stages?|stage de fin d.études|stagiaires? .{0,40}\(?(?:h/f|f/h)\b|"
            r"stage .{0,60}\(?(?:h/f|f/h)\b|internship (?:offer|position|opportunit|program)\w*|"
            r"(?:we.re|is) hiring (?:an )?interns?|recherch\w+ (?:un |une |des )?stagiaires?)\b|^(?:stagiaire|"
            r"intern)\b",
        ),
        (
            ArticleType.JOB_OFFER,
            r"(?:\b(?:offres? d.emploi|postes? à pourvoir|job (?:offer|opening)s?|now hiring|we.re hiring|"
            r"recherch\w+ (?:un|une|des|son|sa) [\w' -]{0,60}\(?(?:h/f|f/h))\b|"
            r"^(?:on|nous) recrut\w+|"
            r"\(\s?(?:h\s?/\s?f|f\s?/\s?h|m\s?/\s?[fw]|f\s?/\s?m)(?:\s?/\s?[xdn])?\s?\)|\b(?:h/f|f/h)$|"
            r"\b(?:CD[ID]|alternance)\b.{0,20}\b(?:h/f|f/h)\b)",
        ),
        (ArticleType.WHITE_PAPER, r"\b(?:livres? blancs?|white ?papers?)\b"),
        (
            ArticleType.TRADE_FAIR,
            r"\b(?:salons? (?:professionnels?|international|national|européen|mondial|de l.|des |du )|"
            r"(?:au|le) salon [A-Z]|trade (?:fair|show)s?|foire (?:internationale|de )|(?:au|sur le|notre) stand\b|"
            r"(?:at|our) booth\b|booth #?\d)",
        ),
        (
            ArticleType.RESOURCE,
            r"(?:\be-?books?\b|\b(?:podcast|épisode|episode|ep\.)\s?(?:#|n°|:|\d)|^\[?podcast\b|"
            r"\bguide (?:pratique|gratuit|complet)\b|\b(?:à|free to) (?:télécharger|download)\b|\bfree guide\b|"
            r"\b(?:infographie|infographic)\b\s?(?::|\]|$)|^\[?infograph\w+)",
        ),
        (
            ArticleType.EVENT,
            r"\b(?:webinaires?|webinars?|conférence en ligne|save the date|inscrivez-vous|portes ouvertes|"
            r"register now|meetups?|table ronde|round ?table|afterwork|petit[- ]déjeuner (?:débat|conférence)|"
            r"masterclass|open day|open house|(?:rendez-vous|retrouvez-nous) (?:le|à|au|du)|join us (?:at|on|"
            r"for))\b",
        ),
        (
            ArticleType.FEATURED_OCCUPATION,
            r"\b(?:fiches? métiers?|portraits? (?:de métier|métier)|métier du mois|zoom sur (?:le|un) métier|"
            r"job profile|"
            r"(?:dans la peau|le quotidien|une journée|journée type) d.un\w? [\w' -]{3,40}|day in the life of|"
            r"(?:le )?métier (?:de|d.)\s?[\w'-]+ ?:|what does an? [\w -]{3,40} do)\b",
        ),
        (
            ArticleType.STUDY,
            r"\b(?:étude|baromètre|enquête|sondage|observatoire|study|survey|barometer|poll)\s?(?::|\bfinds?\b|"
            r"\breveals?\b|\brévèle\b|\bmontre\b|\bshows?\b|\bsays\b|\bsuggests?\b|\b20\d\d\b)|"
            r"^\[?(?:étude|baromètre|sondage|study|survey)\b|"
            r"\b(?:selon|d.après) (?:une|un|la dernière|notre) (?:étude|enquête|sondage|baromètre)\b|"
            r"\b(?:chiffres|rapport) (?:clés? )?(?:du baromètre|de l.étude)\b|\baccording to (?:an? )?"
            r"(?:new )?(?:study|survey|poll|report)\b|"
            r"\b(?:annual|global|state of the?) [\w ]{0,30}(?:report|survey|barometer) ?20\d\d\b|"
            r"\b20\d\d [\w ]{0,30}(?:survey|barometer)\b",
        ),
        (
            ArticleType.ANALYSIS,
            r"^\[?(?:analyses?|décryptages?|analysis|explainer|tribune|opinion|édito|éditorial|editorial|"
            r"point de vue|"
            r"éclairage|chronique|op-ed|viewpoint|deep dive)\s?[\]:|–—-]|[:|–—-]\s?(?:analyse|décryptage|"
            r"analysis|explainer)$",
        ),
        (
            ArticleType.TRAINING,
            r"^\[?(?:formations?|training|mooc|workshop|atelier)\s?[\]:|–—-]|"
            r"\b(?:formations? (?:gratuite|certifiante|en ligne|diplômante)s?|free (?:online )?course|"
            r"online course|mooc|"
            r"certification (?:course|program)|bootcamp|training (?:course|program|session))\b",
        ),
        (
            ArticleType.AWARD,
            r"\b(?:(?:remporte|reçoit|obtient|décroche|gagne)(?:nt)? (?:le |la |un |"
            r"deux )?(?:[\w ]{0,20} )?(?:prix|trophées?|médailles?|label|grand prix)|"
            r"lauréate?s? d[ue]|(?:wins?|won|receives?|awarded) (?:the |a )?[\w ]{0,40}\b(?:award|prize|medal|"
            r"trophy)|"
            r"award[- ]winners?|(?:trophées|palmarès) (?:de |des |du |d.|20)|élue? [\w ]{0,40}de l.année|"
            r"named [\w ]{0,40}of the year|"
            r"(?:awards?|trophées|prix) 20\d\d)\b",
        ),
        (
            ArticleType.PRESS,
            r"^\[?(?:communiqué(?: de presse)?|press release|revue de presse|dossier de presse|cp|in the press|"
            r"for immediate release|ils parlent de nous)\s?[\]:|–—-]|\bcommuniqué de presse\b",
        ),
        (
            ArticleType.COMPANY_NEWS,
            r"^\[?(?:vie de l.entreprise|actualités? du groupe|company news|company update|"
            r"vie du groupe)\s?[\]:|–—-]",
        ),
    )
)


# A word that each type's pattern cannot do without, known by its first four letters: most titles have none of them,
# and looking for that is far cheaper than the patterns.
_WORD = re.compile(r"\w+")
_NEEDED: dict[ArticleType, frozenset[str]] = {
    kind: frozenset(word[:4] for word in words.split())
    for kind, words in {
        ArticleType.JOB_DATING: "dating forum fair career recruitment recruiting day",
        ArticleType.INTERNSHIP: "stage stagiaire intern internship hiring",
        ArticleType.JOB_OFFER: "offre emploi poste job jobs hiring recherche recrute h f m",
        ArticleType.WHITE_PAPER: "livre white whitepaper",
        ArticleType.TRADE_FAIR: "salon trade foire stand booth",
        ArticleType.RESOURCE: "ebook book podcast épisode episode ep guide télécharger download infographie",
        ArticleType.EVENT: "webinaire conférence save inscrivez portes register meetup table round afterwork petit "
        "masterclass open rendez retrouvez join",
        ArticleType.FEATURED_OCCUPATION: "fiche portrait métier zoom job peau quotidien journée day does",
        ArticleType.STUDY: "étude baromètre barometer enquête sondage observatoire study survey poll report "
        "rapport chiffres",
        ArticleType.ANALYSIS: "analyse décryptage explainer tribune opinion édito editorial point éclairage "
        "chronique op viewpoint deep",
        ArticleType.TRAINING: "formation training mooc workshop atelier course certification bootcamp",
        ArticleType.AWARD: "prix trophée médaille label lauréat award awards prize medal trophy palmarès élu "
        "élue année named",
        ArticleType.PRESS: "communiqué press revue dossier cp immediate parlent",
        ArticleType.COMPANY_NEWS: "vie actualité company",
    }.items()
}


def _plain_words(category: str) -> str:
    return " ".join(category.lower().replace("’", "'").replace("-", " ").split())


# What outlets call these types in their own categories, in whole words.
_CATEGORIES: dict[str, ArticleType] = {
    _plain_words(name): kind
    for kind, names in {
        ArticleType.STUDY: "étude, études, study, studies, baromètre, baromètres, enquête, sondage, survey, "
        "research",
        ArticleType.WHITE_PAPER: "livre blanc, livres blancs, white paper, white papers, whitepaper, whitepapers",
        ArticleType.ANALYSIS: "analyse, analyses, analysis, décryptage, décryptages, tribune, tribunes, opinion, "
        "point de vue, explainer, éditorial",
        ArticleType.PRESS: "communiqué, communiqués, communiqué de presse, communiqués de presse, presse, press, "
        "press release, press releases, revue de presse, espace presse",
        ArticleType.COMPANY_NEWS: "vie de l'entreprise, actualité du groupe, actualités du groupe, company news, "
        "vie du groupe, company updates, life at",
        ArticleType.EVENT: "événement, évènement, événements, évènements, agenda, event, events, webinaire, "
        "webinaires, "
        "webinar, webinars, conférence, meetup",
        ArticleType.TRADE_FAIR: "salon, salons, salons professionnels, trade fair, trade fairs, trade show, "
        "trade shows",
        ArticleType.JOB_OFFER: "offre d'emploi, offres d'emploi, job offer, job offers, job, jobs, job opening, "
        "job openings, nous recrutons, we're hiring",
        ArticleType.INTERNSHIP: "stage, stages, offre de stage, offres de stage, internship, internships",
        ArticleType.JOB_DATING: "job dating, job datings, forum emploi, job fair",
        ArticleType.TRAINING: "formation, formations, training, course, courses, mooc, tutorat",
        ArticleType.FEATURED_OCCUPATION: "métier, métiers, fiche métier, fiches métiers, portrait métier, "
        "occupation, nos métiers",
        ArticleType.AWARD: "prix, récompense, récompenses, award, awards, distinction, distinctions, trophées",
        ArticleType.RESOURCE: "podcast, podcasts, e-book, ebook, ebooks, ressource, ressources, resource, "
        "resources, "
        "guide, guides, infographie, infographies, infographic",
    }.items()
    for name in names.split(", ")
}

# Folders of addresses. Not "emploi" or "formation" alone: newspapers have sections of these names.
_FOLDERS: dict[str, ArticleType] = {
    name: kind
    for kind, names in {
        ArticleType.JOB_OFFER: "jobs job emplois offre-emploi offres-emploi offre-d-emploi offres-d-emploi "
        "offre-demploi "
        "offres-demploi job-offer job-offers job-openings vacancies vacancy nos-offres postes",
        ArticleType.INTERNSHIP: "stages offre-de-stage offres-de-stage internships internship",
        ArticleType.JOB_DATING: "job-dating job-datings jobdating forum-emploi job-fair",
        ArticleType.RESOURCE: "podcast podcasts ebook ebooks e-book e-books livres-numeriques infographies "
        "infographics "
        "episode episodes",
        ArticleType.WHITE_PAPER: "livre-blanc livres-blancs white-paper white-papers whitepaper whitepapers",
        ArticleType.EVENT: "event events evenement evenements webinar webinars webinaire webinaires meetups agenda",
        ArticleType.TRADE_FAIR: "salons trade-show trade-shows trade-fairs",
        ArticleType.TRAINING: "formations trainings courses course mooc moocs",
        ArticleType.PRESS: "communique communiques communique-de-presse communiques-de-presse communiques-presse "
        "press-release press-releases pressrelease dossier-de-presse dossiers-de-presse",
        ArticleType.STUDY: "etude etudes barometre barometres study studies survey surveys",
        ArticleType.ANALYSIS: "analyse analyses analysis decryptage decryptages tribunes opinions opinion",
        ArticleType.FEATURED_OCCUPATION: "fiche-metier fiches-metiers fiches-metier portraits-metiers job-profiles",
        ArticleType.AWARD: "awards trophees palmares",
    }.items()
    for name in names.split()
}
_EMPLOYERS = frozenset({ArticleType.JOB_OFFER, ArticleType.INTERNSHIP})


def article_type(
    title: str, *, audio: bool = False, categories: Sequence[str] = (), url: str = ""
) -> ArticleType | None:
    """The type, or None when nothing says. `audio`: the entry carries a sound or video file, as podcasts do;
    `categories`: the feed's own words for it, which come before the title's; `url`: its address, which comes last."""
    if audio:
        return ArticleType.RESOURCE
    for category in categories:
        if named := _CATEGORIES.get(_plain_words(category)):
            return named
    openings = {word[:4] for word in _WORD.findall(title.lower())}
    for kind, pattern in _RULES:
        if not _NEEDED[kind].isdisjoint(openings) and pattern.search(title):
            return kind
    return _by_address(url) if url else None


def of_source(found: str | None, kind: str) -> str | None:
    """The type that an article has in a programme: what a company's own source gives is its news, unless it says more;
    the news of other companies is not. `kind`: of the source, company or market."""
    if kind == "company":
        return found or ArticleType.COMPANY_NEWS
    return None if found == ArticleType.COMPANY_NEWS else found


def _by_address(url: str) -> ArticleType | None:
    """What the folders of an address say; the last part is the article's own name, and a news story may have any."""
    folders = url.partition("?")[0].lower().split("/")[3:-1]  # past the scheme and the host
    for place, folder in enumerate(folders[:6]):
        if named := _FOLDERS.get(folder):
            # A newspaper's "/article/jobs/" holds news about jobs: an employer's own stands at the front.
            return None if (named in _EMPLOYERS and place > 1) or "article" in folders else named
    return None
