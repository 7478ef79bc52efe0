"""An ambassador's own pages: joining, leaving, and what they did, for them alone."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
)

from bot.i18n import Translator
from bot.slack import ids
from bot.slack.blocks import (
    OPTION,
    Json,
    Message,
    button,
    context,
    field_block,
    header,
    message,
    modal,
    section,
    words,
)
from bot.slack.text import bold, plain, safe, width
from bot.slack.views.article import network_name, title_link
from bot.slack.views.codes import grade, points_reason
from bot.slack.views.offer import join_button, unpick_button
from handlers.answers import DraftLine, Joined, JoinForm, Left, Mine, ShareLine
from programme.boards import PrivateRank

TEAMS = 99  # a select takes a hundred options, one of which is no team
SHOWN_PICKS = 5  # each with its button
TEAM_NAME = 75  # what an option can carry whole


def join_modal(form: JoinForm, t: Translator) -> Json:
    """Team and how to appear on boards, each with who sees what."""
    blocks: list[Block] = [
        section(_promise(t), block_id="promise"),
        *_teams(form, t),
        _naming(form.naming, t),
        _alias(form, t),
    ]
    return modal(
        title=t.gettext("My preferences") if form.joined else t.gettext("Join"),
        callback_id=ids.JOIN,
        submit=t.gettext("Save") if form.joined else t.gettext("Join"),
        close=t.gettext("Close"),
        private_metadata=ids.VERSION,
        blocks=blocks,
    )


def joined(answer: Joined, t: Translator) -> Message:
    said = (
        t.gettext("Your preferences are kept.")
        if answer.already
        else t.gettext("Welcome among the ambassadors!")
    )
    lines = [said, naming_told(answer.naming, answer.alias, t)]
    if answer.team:
        lines.append(t.gettext("Your team: {team}.", team=safe(answer.team, 80)))
    lines.append(
        t.gettext(
            "Pick an article when one speaks to you; skipping costs nothing. Leave any time: `/dizaine leave`"
        )
    )
    return message(said, [section("\n".join(lines), block_id="joined")])


def left(answer: Left, t: Translator) -> Message:
    if answer.was_joined:
        said = t.gettext("You have left the ambassadors. Thank you for everything; nobody is told.")
        more = t.gettext("Come back any time: `/dizaine join`")
        return message(said, [section(said, block_id="left"), context(more, "back")])
    said = t.gettext("You were not among the ambassadors: nothing has changed.")
    return message(said, [section(said, block_id="left")])


def mine(answer: Mine, t: Translator) -> Message:
    """Picks, drafts, shares with their grade, points explained. Ephemeral."""
    blocks = [header(t.gettext("What you did"), "mine"), *mine_blocks(answer, t)]
    return message(_summary(answer, t), blocks)


def mine_blocks(answer: Mine, t: Translator) -> list[Block]:
    """The body of `mine`, for Home as well: at most 40 blocks."""
    blocks: list[Block] = [section(_standing(answer, t), _door(answer, t), "standing")]
    if answer.rank is not None:
        blocks.append(context(rank_told(answer.rank, t), "rank"))
    blocks += _drafts(answer.drafts, answer.draft_count, t)
    blocks += _shares(answer.shares, answer.share_count, t)
    blocks += _picks(answer, t)
    return blocks


def rank_told(rank: PrivateRank, t: Translator) -> str:
    """`This week: 3rd of 24, with 40 points and 5 shares. Only you see this.`"""
    if rank.points <= 0:
        return t.gettext("This week: no points yet. Only you see this.")
    return t.gettext(
        "This week: number {rank} of {of}, with {points} and {shares}. Only you see this.",
        rank=t.number(rank.rank),
        of=t.number(rank.of),
        points=points(rank.points, t),
        shares=shares(rank.shares, t),
    )


def points(n: int, t: Translator) -> str:
    return t.ngettext("{n} point", "{n} points", n)


def shares(n: int, t: Translator) -> str:
    return t.ngettext("{n} share", "{n} shares", n)


def naming_told(naming: str, alias: str | None, t: Translator) -> str:
    """How a person appears on boards."""
    if naming == "name":
        return t.gettext("On leaderboards you appear by your name.")
    if naming == "alias" and alias:
        return t.gettext("On leaderboards you appear as {alias}.", alias=safe(alias, 80))
    return t.gettext("You do not appear on leaderboards.")


def _summary(answer: Mine, t: Translator) -> str:
    return t.gettext(
        "{picks}, {drafts}, {shares}, {points}",
        picks=t.ngettext("{n} pick", "{n} picks", answer.pick_count),
        drafts=t.ngettext("{n} draft", "{n} drafts", answer.draft_count),
        shares=shares(answer.share_count, t),
        points=points(answer.points, t),
    )


def _standing(answer: Mine, t: Translator) -> str:
    lines = [f"*{_summary(answer, t)}*"]
    if not answer.joined:
        lines.append(t.gettext("You have not joined the ambassadors. What you pick is kept all the same."))
        return "\n".join(lines)
    lines.append(naming_told(answer.naming, answer.alias, t))
    if answer.team:
        lines.append(t.gettext("Your team: {team}.", team=safe(answer.team, 80)))
    return "\n".join(lines)


def _door(answer: Mine, t: Translator) -> ButtonElement:
    return button(t.gettext("My preferences"), ids.JOIN_EDIT, "1") if answer.joined else join_button(t)


def _drafts(drafts: Sequence[DraftLine], count: int, t: Translator) -> list[Block]:
    if not drafts:
        return []
    blocks: list[Block] = [section(_titled(t.gettext("Drafts"), len(drafts), count, t), block_id="drafts")]
    for place, line in enumerate(drafts[:10]):
        ready = line.state == "ready"
        value = ids.draft_value(line.card.digest_id, line.card.article_id, str(line.network))
        open_it = (
            button(t.gettext("Post it"), ids.READY_OPEN, value)
            if ready
            else button(t.gettext("Continue"), ids.DRAFT_CONTINUE, value)
        )
        state = t.gettext("ready") if ready else t.gettext("draft")
        told = f"{title_link(line.card, t, 400)}\n{network_name(line.network, t)} · {state}"
        if line.caption.strip():
            told += f" · _{safe(line.caption, 100).replace('_', ' ')}_"
        blocks.append(section(told, open_it, f"draft{place}"))
    return blocks


def _shares(lines: Sequence[ShareLine], count: int, t: Translator) -> list[Block]:
    if not lines:
        return []
    told = [_titled(t.gettext("Shares"), len(lines), count, t)]
    for line in lines[:10]:
        facts = [
            network_name(line.network, t),
            t.date(line.shared_at.date(), "d MMM"),
            grade(line.grade, t),
            f"{points(line.points, t)} ({points_reason(line.reason, t)})",
        ]
        told.append(f"• {title_link(line.card, t, 170)}\n   {' · '.join(facts)}")
    return [section(_whole_lines(told), block_id="shares")]


def _picks(answer: Mine, t: Translator) -> list[Block]:
    if not answer.picks:
        return [
            context(
                t.gettext("No pick yet: react to an article with its number when one speaks to you."), "picks"
            )
        ]
    shown = answer.picks[:SHOWN_PICKS]
    blocks: list[Block] = [
        section(_titled(t.gettext("Picks"), len(shown), answer.pick_count, t), block_id="picks")
    ]
    blocks += [
        section(title_link(card, t, 400), unpick_button(card, t), f"pick{place}")
        for place, card in enumerate(shown)
    ]
    return blocks


def _titled(name: str, shown: int, count: int, t: Translator) -> str:
    if count > shown:
        last = t.gettext("the last {shown} of {count}", shown=t.number(shown), count=t.number(count))
        return f"{bold(name)} ({last})"
    return bold(name)


def _whole_lines(told: Sequence[str], limit: int = 3000) -> str:
    kept: list[str] = []
    for line in told:
        if width("\n".join([*kept, line])) > limit:
            break
        kept.append(line)
    return "\n".join(kept)


def _promise(t: Translator) -> str:
    return t.gettext(
        "Ambassadors are volunteers: you share what you like, when you like, in your own words. Nobody is chased, "
        "nobody sees who does not take part, and you can leave any time."
    )


def _teams(form: JoinForm, t: Translator) -> list[Block]:
    known = [team for team in dict.fromkeys(form.teams) if _whole(team)][:TEAMS]
    if form.team and _whole(form.team) and form.team not in known:
        known = [form.team, *known][:TEAMS]
    blocks: list[Block] = []
    if known:
        none = Option(value=ids.NO_TEAM, text=words(t.gettext("No team"), OPTION))
        options = {team: Option(value=team, text=words(team, OPTION)) for team in known}
        chosen = options.get(form.team or "", none)
        select = StaticSelectElement(
            action_id=ids.TEAM, options=[none, *options.values()], initial_option=chosen
        )
        blocks.append(
            field_block(
                t.gettext("Team"),
                select,
                ids.TEAM,
                hint=t.gettext("Teams are ranked by points per active member."),
                optional=True,
            )
        )
    element = PlainTextInputElement(
        action_id=ids.NEW_TEAM, max_length=TEAM_NAME, placeholder=words(t.gettext("Sales, Lyon, R&D…"), 150)
    )
    label = t.gettext("Or another team") if known else t.gettext("Team")
    blocks.append(field_block(label, element, ids.NEW_TEAM, optional=True))
    return blocks


def _whole(team: str) -> bool:
    """Whether a team's name can be an option's value and come back unchanged."""
    return bool(team) and team != ids.NO_TEAM and plain(team, OPTION) == team


def _naming(chosen: str, t: Translator) -> InputBlock:
    options = {
        "name": _choice(
            "name", t.gettext("By my name"), t.gettext("The channel sees your name, points and shares")
        ),
        "alias": _choice(
            "alias", t.gettext("By an alias"), t.gettext("The channel sees the alias you choose below")
        ),
        "hidden": _choice(
            "hidden", t.gettext("Not at all"), t.gettext("Only you see your points and your rank")
        ),
    }
    element = RadioButtonsElement(
        action_id=ids.NAMING,
        options=list(options.values()),
        # Nobody is named by default: the choice is theirs to make.
        initial_option=options.get(chosen),
    )
    return field_block(t.gettext("On the leaderboard"), element, ids.NAMING)


def _choice(value: str, label: str, told: str) -> Option:
    return Option(value=value, text=words(label, OPTION), description=words(told, OPTION))


def _alias(form: JoinForm, t: Translator) -> InputBlock:
    element = PlainTextInputElement(
        action_id=ids.ALIAS, max_length=60, initial_value=plain(form.alias, 60) if form.alias else None
    )
    return field_block(
        t.gettext("Alias"),
        element,
        ids.ALIAS,
        hint=t.gettext("Only if you chose “By an alias”. Your points and shares are shown under it."),
        optional=True,
    )
