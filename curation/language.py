"""The language of an article: the feed's word, else a light guess from the commonest words."""

import re
from collections import Counter

_TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$")
_COMMON = {
    "fr": (
        "le la les des du une et est en pour dans qui que au aux sur par avec ce cette ces son "
        "ses leur nous vous sont pas plus mais ou où être été d'un d'une qu'il c'est n'est selon "
        "comment pourquoi entre"
    ),
    "en": (
        "the of and to in is that for on with as are was at by this from be has have it its an "
        "will not or which their how why what who you your we our they more than new can after "
        "about into"
    ),
    "de": (
        "der die das und ist von mit für auf den dem ein eine nicht sich auch wie bei zum zur "
        "nach im wird sind über aus aber als oder wir sie"
    ),
    "es": (
        "el los las del que una por con para es su al como más pero sus sobre este entre cuando "
        "desde también según se lo"
    ),
    "it": (
        "il lo gli della dei delle che di per con una non sono è nel alla anche più come dal sul questo tra"
    ),
    "pt": ("o os as do da dos das que em um uma para com não mais por como mas ao pelo pela são foi à é"),
    "nl": ("de het een en van ik te dat die niet zijn op aan met voor er maar om bij ook naar wordt uit"),
}
_SPEAKERS: dict[str, tuple[str, ...]] = {}
for _language, _words in _COMMON.items():
    for _word in _words.split():
        _SPEAKERS[_word] = (*_SPEAKERS.get(_word, ()), _language)
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
_EDGES = '.,;:!?()[]«»"“”…'


def declared(tag: str | None) -> str | None:
    """The primary subtag, lower-case, of a language tag ("fr-CA" is "fr"); None for anything else."""
    match = _TAG.match(tag) if tag else None
    return match[1].lower() if match else None


def guessed(text: str) -> str | None:
    """The language whose commonest words fill the text, or None when the text is short or it is a close
    call."""
    head = text[:300]
    if not head.isascii():
        letters = sum(map(str.isalpha, head))
        for script, language in _SCRIPTS:
            if 2 * len(script.findall(head)) > letters:
                return language
    votes: Counter[str] = Counter()
    for word in head.lower().replace("’", "'").split():
        for language in _SPEAKERS.get(word.strip(_EDGES), ()):
            votes[language] += 1
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < 2:
        return None
    if len(ranked) == 2 and ranked[0][1] < 1.4 * ranked[1][1]:
        return None
    return ranked[0][0]
