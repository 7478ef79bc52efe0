"""The language of an article: what its feed says, held against what its words say.

A guess from the commonest words of each language, its endings and its letters: nothing to install and nothing to
load (docs/decisions/0011 has the figures beside language detectors).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

READ = 300
"""Characters of an article that are looked at."""
CLOSE = 1.3
"""How many times the votes of the next language the first must have."""
FEWEST, SURE, SURE_LEAD = 2, 7, 2.0
"""Votes from which a language is guessed at all; votes, and times the next one's, from which the words are believed
rather than what the feed says."""
MOST_OF_A_FEED, SOME_OF_A_FEED = 0.8, 3
"""Part, and number, of a feed's articles that must be guessed alike to tell its language."""

_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")
_WORD = re.compile(r"[^\W\d_]+")
# The commonest words, and those of headlines. Neighbours of the languages that programmes are run in stand here too:
# what is recognised as Catalan or Slovak is not taken for Spanish or French.
_COMMON = {
    "fr": (
        "le la les des du une un et est en pour dans qui que au aux sur par avec ce cette ces son ses leur "
        "leurs nous vous sont pas plus mais ou où être été selon comment pourquoi entre il elle ils elles on "
        "je se sa mon ma mes votre vos notre nos quel quelle quels quelles sans sous chez vers depuis après "
        "avant pendant lors dès très tout tous toute toutes aussi encore toujours jamais déjà peut peuvent "
        "doit doivent fait faire faut va vont avait ont était font ainsi donc dont quand si moins trop bien "
        "deux trois quatre cinq ans année années jour jours mois semaine nouveau nouvelle nouveaux nouvelles "
        "premier première face grâce contre afin selon malgré voici alors celui celle ceux ici là rien autre "
        "autres même mêmes aujourd hui quoi ni qu d l j jusqu lorsqu puisqu presqu"
    ),
    "en": (
        "the of and to in is that for on with as are was at by this from be has have it its an will not or "
        "which their how why what who your you we our they more than new can after about into his her he she "
        "him them been were would could should may might must do does did if when where while there here out "
        "up over off all any some no just now only most many much other another these those then so but "
        "because through between before during against without within year years week day days first last "
        "says said get gets make makes making my me us own under back using use used like one two three world "
        "people next top best every it's i'm don't isn't you're let lets says"
    ),
    "de": (
        "der die das und ist von mit für auf den dem des ein eine einen einem einer nicht sich auch wie bei "
        "zum zur nach im wird sind über aus aber als oder wir sie er es ich vor bis mehr noch nur gegen durch "
        "unter kann können soll sollen muss müssen hat haben war waren werden wurde wurden worden ihre ihr "
        "ihren seine sein seinen warum was wer wo wenn dass diese dieser dieses jetzt neue neuen neuer neues "
        "jahr jahre jahren tag tage heute zwei drei zwischen ohne um am ab an so zu beim vom kein keine ins "
        "trotz wegen immer schon alle alles uns unsere man macht gibt geht will"
    ),
    "es": (
        "el los las del que una un por con para es su sus al como más pero sobre este esta estos estas entre "
        "cuando desde también según se lo le les la de y o en no si ya muy sin hasta hay ser son fue era han "
        "ha años año día días tras ante contra cómo qué por donde dónde quién nos sí así todo todos toda "
        "todas otro otra otros dos tres nueva nuevo nuevos nuevas primer primera durante mientras porque "
        "puede pueden hace hacer tiene tienen está están e mejor mejores hoy ahora cada unos unas"
    ),
    "it": (
        "il lo gli della dei delle degli del dello che di per con una un uno non sono è nel nella nei alla ai "
        "agli alle al anche più come dal dalla dai sul sulla sui questo questa questi tra fra i e o ma la le "
        "da in su si ha hanno era dopo prima ecco cosa perché quando dove chi ci suo sua suoi loro essere "
        "stato stata anni anno giorni giorno oggi contro senza tutto tutti tutte ogni due tre nuovo nuova "
        "nuovi nuove primo ancora solo già così può fino verso ed ad l d dell all nell dall sull quest cos"
    ),
    "pt": (
        "o os as a do da dos das que em um uma para com não mais por como mas ao aos pelo pela pelos pelas "
        "são foi à é e no na nos nas de se seu sua seus suas ser sobre entre quando até após sem também já há "
        "diz dizem pode podem deve está estão tem têm ter faz fazer ano anos dia dias hoje ontem contra ante "
        "desde novo nova novos novas primeiro primeira dois duas três isso este esta esse essa ele ela eles "
        "nem ou onde quem qual porque muito muitos ainda só vai vão segundo cada num numa às"
    ),
    "nl": (
        "de het een en van ik te dat die niet zijn op aan met voor er maar om bij ook naar wordt uit in is "
        "was heeft hebben had worden werd kan kunnen moet moeten zal over door tot na nog wel geen meer als "
        "dan of zo wat wie hoe waarom deze dit hun haar hij zij we wij jaar jaren dag dagen nieuwe nieuw "
        "tegen onder tussen zonder tijdens vandaag al alle eerste twee drie veel onze ons je jij mijn"
    ),
    "ca": (
        "el els les la de del dels i amb per que una un és són va han ha no als al més com aquest aquesta "
        "aquests seva seu seus sobre entre fins també però quan on anys any dia dies tot totes nova nou nous "
        "ser fer hi ho al pel pels des sense contra després abans l d"
    ),
    "sv": (
        "och att det i på är som för en av den till med inte om har ett han hon vi kan från så nu ska när vid "
        "var efter år nya mer sig men alla du dig hur"
    ),
    "da": (
        "og at det i på er som for en af den til med ikke om har et han hun vi kan fra så nu skal når ved var "
        "efter år nye mere sig men alle du dig hvordan blev der"
    ),
    "no": (
        "og at det i på er som for en av den til med ikke om har et han hun vi kan fra så nå skal når ved var "
        "etter år nye mer seg men alle du deg hvordan ble der"
    ),
    "fi": (
        "ja on ei että se hän oli mutta kun ovat myös joka kuin sen niin jos tai ole voi nyt vuoden jälkeen "
        "kanssa mukaan uusi sekä lisää klo yli ennen suomen"
    ),
    "pl": (
        "i w na z do się nie jest to że za o od po jak dla co przez tym czy tego są przy oraz ale już tylko "
        "roku może być ich jego który która które lub nowe nowy pod przed"
    ),
    "cs": (
        "a v na s z do se ne je to že za o od po jak pro co při by ale už jen roce může být jejich jeho který "
        "která které nebo nové nový pod před jsou také si ve podle"
    ),
    "sk": (
        "a v na s z do sa nie je to že za o od po ako pre čo pri by ale už len roku môže byť ich jeho ktorý "
        "ktorá ktoré alebo nové nový pod pred sú aj si vo podľa či bude vláda proti ľudí"
    ),
    "hu": (
        "a az és hogy nem is egy van meg de csak már volt ez ki lesz még után mint vagy el azt új minden "
        "magyar szerint"
    ),
    "ro": (
        "și în la de cu pe nu este sunt care din pentru mai un o al ale fi au ce să dar după prin lui sau ca "
        "cum anul unei unui către fost"
    ),
    "tr": (
        "ve bir bu da de için ile çok en daha ne gibi olarak olan var sonra kadar yeni oldu değil ama türkiye "
        "göre her iki dünya"
    ),
}
# Endings that say much in one language and little in the others.
_ENDINGS = {
    "fr": (
        "ière ières tion tions ment ments eux euse euses ée ées aux eur eurs ité ités age ages ique iques oir "
        "ais ait aient iste ille isse ance ence elle ette"
    ),
    "en": "ing ings tion tions ness ed ly ght ship ology ies ould ity ow own ess able th ck est ful less wn",
    "de": (
        "ung ungen keit heit isch ische ischen lich liche lichen schaft cht chen ern tz ieren iert tät ßen ßt "
        "eit igt nen ich"
    ),
    "es": (
        "ción ciones dad dades ando iendo ado ada ados adas miento ería ero era eros ores ón ía ías iva ivo "
        "cio aje"
    ),
    "it": (
        "zione zioni ità mente ggio ggi tti tto tta tte ando endo ato ata ati ate ezza ello ella ini oni ori "
        "gli ia"
    ),
    "pt": (
        "ção ções dade dades ando endo indo ado ada ados adas mento eiro eira eiros ões ão ãos ores agem "
        "ência ária ário inho inha"
    ),
    "nl": (
        "ij ijk ijke lijk lijke heid ing ingen aar aard eer oor uur uis eel aal eert schap sch den cht eren "
        "oek iek aat ieve"
    ),
}
# Letters that one of these languages writes, or hardly any other.
_LETTERS = {
    "fr": "œêèûëîïçâùô",
    "de": "ßäöü",
    "es": "ñ¿¡áíóú",
    "it": "àèìòù",
    "pt": "ãõçáâêéíóú",
    "ca": "·àèòïç",
    "sv": "åäö",
    "da": "øæå",
    "no": "øæå",
    "fi": "äö",
    "pl": "łżźćśńąę",
    "cs": "řěůžšč",
    "sk": "ľĺŕôďťňžšč",
    "hu": "őűáé",
    "ro": "șțăîâ",
    "tr": "ığşç",
}
_USUAL = frozenset({"fr", "en", "de", "es", "it", "pt", "nl"})
"""Of these a shared word counts in full: a short title is French rather than Catalan."""
WORD, ONLY_WORD, ENDING, LETTER = 2, 3, 1, 1


def _votes_of(written: dict[str, str], weight: int, alone: int) -> dict[str, tuple[str, ...]]:
    """What each part votes for: each of its usual languages `weight` times, or its only one `alone` times."""
    speakers: dict[str, list[str]] = {}
    for language, parts in written.items():
        for part in dict.fromkeys(parts.split()):
            speakers.setdefault(part, []).append(language)
    return {
        part: tuple(spoken * alone)
        if len(spoken) == 1
        else tuple(each for each in spoken for _ in range(weight if each in _USUAL else 1))
        for part, spoken in speakers.items()
    }


_BY_WORD = _votes_of(_COMMON, WORD, ONLY_WORD)
_KNOWN = frozenset(_BY_WORD)
_BY_ENDING = _votes_of(_ENDINGS, ENDING, ENDING)
_BY_LETTER = _votes_of(
    {language: " ".join(letters) for language, letters in _LETTERS.items()}, LETTER, LETTER
)
_TELLING = frozenset(_BY_LETTER)
# A script hardly used but for one language, or for its neighbours: enough to keep it out of a French channel.
_SCRIPTS = (
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0900-\u097f]"), "hi"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
)


_OTHER_SCRIPT = re.compile(
    "[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u097f\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)


class Guess(NamedTuple):
    """A language (ISO 639-1), and whether the words leave little doubt: enough to doubt the feed instead."""

    language: str
    sure: bool


def declared(tag: str | None) -> str | None:
    """The primary subtag, lower-case, of a language tag ("fr-CA" is "fr"); None for anything else."""
    match = _TAG.match(tag) if tag else None
    return match[1].lower() if match else None


def guess(text: str) -> Guess | None:
    """The language that the text's words are of, and whether it is sure; None when they are few or it is a close
    call."""
    head = text[:READ].lower()
    if not head.isascii() and _OTHER_SCRIPT.search(head):
        letters = sum(map(str.isalpha, head))
        for script, language in _SCRIPTS:
            # A third is enough: names and codes beside it are in our letters anywhere.
            if 3 * (written := len(script.findall(head))) > letters:
                return Guess(language, letters >= 20 and 2 * written > letters)
    words = set(_WORD.findall(head))
    known = words & _KNOWN
    votes = Counter(chain.from_iterable([_BY_WORD[word] for word in known]))
    found = _elected(votes)
    if found is None or not found.sure:  # endings and letters cost more, and most texts need them no longer
        votes.update(chain.from_iterable([_by_ending(word) for word in words - known if len(word) > 4]))
        votes.update(chain.from_iterable([_BY_LETTER[letter] for letter in _TELLING.intersection(head)]))
        found = _elected(votes)
    return found


def _elected(votes: dict[str, int]) -> Guess | None:
    first = second = 0
    elected = ""
    for language, number in votes.items():
        if number > first:
            elected, first, second = language, number, first
        elif number > second:
            second = number
    if first < FEWEST or first < CLOSE * second:
        return None
    return Guess(elected, first >= SURE and first >= SURE_LEAD * second)


def _by_ending(word: str) -> tuple[str, ...]:
    return _BY_ENDING.get(word[-4:]) or _BY_ENDING.get(word[-3:]) or _BY_ENDING.get(word[-2:], ())


def spoken(said: str | None, found: Guess | None) -> str | None:
    """An article's language from what is `said` of it and what its words tell: the feed's word, unless the words are
    sure of another."""
    if found is not None and (said is None or found.sure):
        return found.language
    return said


def of_feed(said: str | None, found: Iterable[Guess | None]) -> str | None:
    """The language of a feed that says `said`, from the guesses of its articles: what nearly all are in, else its word.

    It is what articles that say too little are in: "Fed up?" in a feed of French articles is one more.
    """
    counted = Counter(each.language for each in found if each is not None)
    if counted:
        language, most = counted.most_common(1)[0]
        if most >= SOME_OF_A_FEED and most >= MOST_OF_A_FEED * counted.total():
            return language
    return said


def languages(said: str | None, entries: Sequence[tuple[str | None, str]]) -> list[str | None]:
    """The language of each of a feed's `entries` (its own tag as `declared` gives it, its text), in their order.

    `said`: the feed's own, likewise.
    """
    guesses = [guess(text) for _, text in entries]
    feed = of_feed(said, guesses)
    return [spoken(own or feed, found) for (own, _), found in zip(entries, guesses, strict=True)]
