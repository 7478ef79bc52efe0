"""The `dizaine` command: its sub-commands, and the one place where every ending becomes a sentence and a code."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.app import Role
from bot.commands import doctor as doctor_command
from bot.commands import run as run_command
from bot.commands.migrate import migrated
from bot.commands.terminal import DONE, ending, err, set_up_logs
from bot.i18n import Translator
from bot.settings import Settings, load, terminal_translator
from bot.slack.manifest import manifest as slack_manifest


def build(t: Translator) -> typer.Typer:
    """The command line, in one language."""
    _ = t.gettext
    cli = typer.Typer(
        name="dizaine",
        help=_("About ten curated articles a day, for an ambassador programme in Slack."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    def ended(body: Callable[[Settings], int]) -> None:
        code = _ended(body, t)
        if code != DONE:
            raise typer.Exit(code)

    @cli.command(help=_("The bot in Slack, or the playground when there is no Slack token."))
    def run() -> None:
        def body(settings: Settings) -> int:
            if settings.wants_slack:
                return run_command.run_bot(settings, t)
            from bot.commands import playground as playground_command

            return playground_command.run(settings, t, playground_command.Options(no_token=True))

        ended(body)

    @cli.command(help=_("The part that Slack talks to. PostgreSQL only."))
    def web() -> None:
        ended(lambda settings: run_command.run_part(settings, Role.WEB))

    @cli.command(help=_("The part that delivers. PostgreSQL only; as many as you like."))
    def worker() -> None:
        ended(lambda settings: run_command.run_part(settings, Role.WORKER))

    @cli.command(help=_("The part that asks what is due. PostgreSQL only; several are harmless."))
    def clock() -> None:
        ended(lambda settings: run_command.run_part(settings, Role.CLOCK))

    @cli.command(help=_("Bring the database to the tables of this version."))
    def migrate() -> None:
        def body(settings: Settings) -> int:
            set_up_logs(settings)
            asyncio.run(migrated(settings, t))
            return DONE

        ended(body)

    @cli.command(help=_("A Slack workspace on this machine, in a browser: the whole loop without Slack."))
    def playground(
        feeds: Annotated[
            Path | None,
            typer.Option(
                help=_("A folder of feed files, in place of the samples."), exists=True, file_okay=False
            ),
        ] = None,
        port: Annotated[int, typer.Option(help=_("The port of the page; another if it is taken."))] = 8765,
        database: Annotated[
            str | None, typer.Option(help=_("A database to keep; without it, one is made and forgotten."))
        ] = None,
        fresh: Annotated[bool, typer.Option(help=_("Start that database again from nothing."))] = False,
        language: Annotated[
            str | None, typer.Option(help=_("The programme's first language: fr or en."))
        ] = None,
    ) -> None:
        def body(settings: Settings) -> int:
            from bot.commands import playground as playground_command

            options = playground_command.Options(
                feeds=feeds, port=port, database=database, fresh=fresh, language=language
            )
            return playground_command.run(settings, t, options)

        ended(body)

    @cli.command(
        help=_("Check settings, database, token, scopes, feeds and clock: a line each, with what to do.")
    )
    def doctor() -> None:
        # A wrong setting is the first thing that a doctor must tell, as a line among the others.
        raise typer.Exit(doctor_command.run(t))

    @cli.command(help=_("Print the Slack app's manifest: exactly the scopes, events and commands used."))
    def manifest(
        http: Annotated[
            str | None, typer.Option(help=_("The bot's public https address; without it, Socket Mode."))
        ] = None,
        language: Annotated[str, typer.Option(help=_("Of its descriptions: fr or en."))] = t.language,
    ) -> None:
        if http is not None and not http.startswith("https://"):
            err().print(_("--http is the bot's public address: it starts with https://."))
            raise typer.Exit(2)
        printed = slack_manifest(http_url=http, language="en" if language == "en" else "fr")
        typer.echo(json.dumps(printed, ensure_ascii=False, indent=2))

    return cli


def _ended(body: Callable[[Settings], int], t: Translator) -> int:
    try:
        return body(load())
    except KeyboardInterrupt:
        return DONE
    except Exception as error:
        code, words = ending(error, t)
        err().print(words, markup=False)
        return code


def main() -> None:
    build(terminal_translator())()


if __name__ == "__main__":
    main()
