"""The guided set-up: its modal, what refuses a field, what it says once done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_day_names, get_timezone_location
from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    NumberInputElement,
    Option,
    OptionGroup,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
)

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
    INPUT_MAX,
    OPTION,
    Json,
    Message,
    context,
    field_block,
    message,
    modal,
    section,
    words,
)
from bot.slack.text import cut, raw, safe, slack_id
from bot.slack.views.errors import field_error, refusal
from bot.slack.views.topics import topic_groups
from handlers.answers import SetupDone, SetupForm
from programme.public_holidays import valid_country
from programme.words import fold
from scheduler.messages import Params

# A select holds a hundred options: the zones where most programmes live, by region; any other one that a channel has
# already is added on top.
ZONES = (
    (
        "Europe",
        "Paris Brussels Luxembourg Zurich Monaco London Dublin Lisbon Madrid Rome Berlin Amsterdam Vienna "
        "Prague Warsaw Budapest Copenhagen Stockholm Oslo Helsinki Tallinn Riga Vilnius Athens Bucharest "
        "Sofia Zagreb Belgrade Kyiv Istanbul",
    ),
    (
        "America",
        "Montreal New_York Toronto Chicago Denver Los_Angeles Vancouver Halifax Mexico_City Bogota Lima Santiago "
        "Sao_Paulo Argentina/Buenos_Aires Martinique Guadeloupe Cayenne Port-au-Prince",
    ),
    (
        "Africa",
        "Casablanca Algiers Tunis Dakar Abidjan Douala Kinshasa Lagos Nairobi Johannesburg Cairo Libreville",
    ),
    ("Asia", "Dubai Jerusalem Beirut Kolkata Bangkok Ho_Chi_Minh Singapore Hong_Kong Shanghai Seoul Tokyo"),
    ("Indian", "Reunion Mauritius Mayotte Antananarivo"),
    ("Australia", "Sydney Melbourne Perth"),
    ("Pacific", "Noumea Tahiti Auckland"),
)
COUNTRIES = (
    "FR BE LU CH MC CA US GB IE DE AT NL ES PT IT PL CZ HU RO BG GR HR SI SK DK SE NO FI EE LV LT UA TR "
    "MA DZ TN SN CI CM GA MG MU BR MX AR CL CO PE JP KR CN HK SG IN AE IL AU NZ ZA NG KE EG"
)
FIELDS = frozenset(
    {
        ids.LANGUAGE,
        ids.ZONE,
        ids.CONVERSATION,
        ids.HOUR,
        ids.COUNT,
        ids.DAYS,
        ids.COUNTRY,
        ids.COMPANY,
        ids.MARKET,
        ids.TOPICS,
    }
)


def setup_modal(form: SetupForm, t: Translator) -> Json:
    """Everything a channel needs, on one page. The view's blocks bear the names of SetupForm's fields."""
    blocks: list[Block] = [
        section(t.gettext("About ten articles, each working day, in a channel of yours."), block_id="about"),
        _conversation(form.conversation_id, t),
        _language(form.language, t),
        _hour(form, t),
        _zone(form.time_zone, t),
        _days(form.working_days, t),
        _country(form.country, t),
        _count(form.article_count, t),
        *_topics(form, t),
        _sources(ids.COMPANY, t.gettext("The company’s own sources"), form.company_sources, t),
        _sources(ids.MARKET, t.gettext("Sources on your market"), form.market_sources, t),
    ]
    for place, (_field, code, params) in enumerate(form.problems[:10]):
        blocks.insert(1, context(f":warning: {refusal(code, params, t)}", f"problem{place}"))
    return modal(
        title=t.gettext("Set-up"),
        callback_id=ids.SETUP,
        private_metadata=ids.VERSION,
        submit=t.gettext("Save") if form.known else t.gettext("Start"),
        close=t.gettext("Close"),
        blocks=blocks,
    )


def setup_errors(problems: Iterable[tuple[str, str, Params]], t: Translator) -> dict[str, str]:
    """By block id, for `response_action: errors` (plain text). A field that is not on the page falls to the channel."""
    found: dict[str, str] = {}
    for name, code, params in problems:
        found.setdefault(name if name in FIELDS else ids.CONVERSATION, field_error(code, params, t))
    return found


def setup_done(answer: SetupDone, t: Translator) -> Message:
    """What was set, when the first digest comes, and what was refused among the sources."""
    lines = [
        t.gettext("<#{channel}> is ready.", channel=slack_id(answer.conversation_id)),
        t.ngettext(
            "Next digest: {when}, {n} article.",
            "Next digest: {when}, {n} articles.",
            answer.article_count,
            when=t.datetime(answer.next_post, answer.time_zone),
        ),
    ]
    if answer.sources_added:
        lines.append(t.ngettext("{n} source added.", "{n} sources added.", answer.sources_added))
    for typed, code in answer.sources_refused[:10]:
        lines.append(
            f":warning: `{safe(typed, 150)}` – {refusal(code, {'url': typed, 'words': typed, 'limit': ''}, t)}"
        )
    lines.append(t.gettext("To see it before everybody: `/dizaine preview`"))
    return message(
        t.gettext("Set-up done. Next digest: {when}", when=t.datetime(answer.next_post, answer.time_zone)),
        [section("\n".join(lines), block_id="setup_done")],
    )


def country_name(code: str | None, t: Translator) -> str:
    """A country in the reader's language; `FR-57` keeps its part."""
    if not code:
        return t.gettext("none")
    country, _, part = code.partition("-")
    name = t.locale.territories.get(country.upper(), code)
    return f"{name} ({part})" if part else str(name)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    # Read from hundreds of files each time it is asked: eighty times would use up a trigger's three seconds.
    return frozenset(available_timezones())


@lru_cache(maxsize=512)
def zone_name(zone: str, locale: Locale) -> str:
    """The city in the reader's language: `Paris`, `Londres`."""
    if zone not in _zones():
        return zone
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    if zone == "America/Montreal":  # for Babel it is Toronto, which stands beside it
        return "Montréal"
    told = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return told.rsplit("/", 1)[-1] if told and told != zone else place


def _conversation(chosen: str | None, t: Translator) -> InputBlock:
    element = ConversationSelectElement(
        action_id=ids.CONVERSATION,
        initial_conversation=chosen,
        default_to_current_conversation=True if chosen is None else None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    hint = t.gettext("Invite Dizaine there first if the channel is private.")
    return field_block(t.gettext("Channel"), element, ids.CONVERSATION, hint=hint)


def _language(chosen: str, t: Translator) -> InputBlock:
    options = {
        code: Option(value=code, text=words(name, OPTION))
        for code, name in (("fr", "Français"), ("en", "English"))
    }
    element = RadioButtonsElement(
        action_id=ids.LANGUAGE,
        options=list(options.values()),
        initial_option=options.get(chosen, options["fr"]),
    )
    return field_block(t.gettext("Language of the channel"), element, ids.LANGUAGE)


def _hour(form: SetupForm, t: Translator) -> InputBlock:
    element = TimePickerElement(action_id=ids.HOUR, initial_time=form.post_at.strftime("%H:%M"))
    return field_block(t.gettext("Hour"), element, ids.HOUR)


def _zone(chosen: str, t: Translator) -> InputBlock:
    known = _zones()
    groups: list[OptionGroup] = []
    options: dict[str, Option] = {}
    for region, cities in ZONES:
        here = {}
        for city in cities.split():
            zone = f"{region}/{city}"
            if zone in known and zone not in options:
                here[zone] = Option(value=zone, text=words(zone_name(zone, t.locale), OPTION))
        options |= here
        # Europe keeps its own order: where most programmes live comes first.
        by_name = list(here) if region == "Europe" else sorted(here, key=lambda zone: _sorted_zone(zone, t))
        groups.append(
            OptionGroup(label=words(_region(region, t), OPTION), options=[here[zone] for zone in by_name])
        )
    if chosen not in options:
        current = Option(value=chosen, text=words(zone_name(chosen, t.locale), OPTION))
        options[chosen] = current
        groups.insert(0, OptionGroup(label=words(t.gettext("Now"), OPTION), options=[current]))
    element = StaticSelectElement(action_id=ids.ZONE, option_groups=groups, initial_option=options[chosen])
    return field_block(t.gettext("Time zone"), element, ids.ZONE)


def _region(region: str, t: Translator) -> str:
    _ = t.gettext
    names = {
        "Europe": _("Europe"),
        "America": _("Americas"),
        "Africa": _("Africa"),
        "Asia": _("Asia"),
        "Indian": _("Indian Ocean"),
        "Australia": _("Australia"),
        "Pacific": _("Pacific"),
    }
    return names[region]


def _days(chosen: Sequence[int], t: Translator) -> InputBlock:
    names = get_day_names("wide", locale=t.locale)
    options = {
        day: Option(value=str(day), text=words(_capital(names[day - 1]), OPTION)) for day in range(1, 8)
    }
    element = CheckboxesElement(
        action_id=ids.DAYS,
        options=list(options.values()),
        initial_options=[options[day] for day in sorted(set(chosen)) if day in options] or None,
    )
    return field_block(t.gettext("Days"), element, ids.DAYS)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _country(chosen: str | None, t: Translator) -> InputBlock:
    codes = [code for code in COUNTRIES.split() if valid_country(code)]
    if chosen and chosen not in codes:
        codes.append(chosen)
    none = Option(value=ids.NO_COUNTRY, text=words(t.gettext("None"), OPTION))
    options = {code: Option(value=code, text=words(country_name(code, t), OPTION)) for code in codes}
    first = [options[code] for code in codes if code == "FR"]
    others = sorted((code for code in codes if code != "FR"), key=lambda code: fold(country_name(code, t)))
    element = StaticSelectElement(
        action_id=ids.COUNTRY,
        options=[none, *first, *(options[code] for code in others)][:100],
        initial_option=options.get(chosen or "", none),
    )
    return field_block(
        t.gettext("Public holidays of"),
        element,
        ids.COUNTRY,
        hint=t.gettext("Nothing is posted on those days."),
    )


def _sorted_zone(zone: str, t: Translator) -> str:
    return fold(zone_name(zone, t.locale))


def _count(chosen: int, t: Translator) -> InputBlock:
    element = NumberInputElement(
        action_id=ids.COUNT,
        is_decimal_allowed=False,
        min_value="1",
        max_value="20",
        initial_value=str(chosen),
    )
    return field_block(t.gettext("Articles a day (1 to 20)"), element, ids.COUNT)


def _topics(form: SetupForm, t: Translator) -> list[Block]:
    groups, options = topic_groups(form.tree, t, t.gettext("{profession}: everything"))
    if not options:
        return []
    chosen = [options[topic] for topic in form.topics if topic in options]
    element = StaticMultiSelectElement(
        action_id=ids.TOPICS,
        option_groups=groups,
        initial_options=chosen or None,
        placeholder=words(t.gettext("All alike"), 150),
    )
    hint = t.gettext("Their articles come before others of the same day.")
    label = t.gettext("Topics this channel wants more of")
    return [field_block(label, element, ids.TOPICS, hint=hint, optional=True)]


def _sources(block_id: str, label: str, known: Sequence[str], t: Translator) -> InputBlock:
    whole = "\n".join(raw(url) for url in known)
    element = PlainTextInputElement(
        action_id=block_id,
        multiline=True,
        initial_value=cut(whole, INPUT_MAX) or None,
        max_length=INPUT_MAX,
        placeholder=words("https://…", 150),
    )
    return field_block(
        label,
        element,
        block_id,
        hint=t.gettext("Addresses of feeds (RSS, Atom, JSON) or of sites, whose feed is found; one a line."),
        optional=True,
    )
