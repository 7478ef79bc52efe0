"""The `dizaine` command: its sub-commands, and the one place where every ending becomes a sentence and a code."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.i18n import Translator
from bot.settings import Settings, SettingsError, load, sentence, terminal_translator

# The rest is imported by the command that needs it: the whole bot takes seconds to import on a small machine.


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
        if code := _ended(body, t):
            raise typer.Exit(code)

    @cli.command(help=_("The bot in Slack, or the playground when there is no Slack token."))
    def run() -> None:
        def body(settings: Settings) -> int:
            if settings.wants_slack:
                from bot.commands.run import run_bot

                return run_bot(settings, t)
            from bot.commands import playground as playground_command

            options = playground_command.Options(no_token=True)
            if "port" in settings.model_fields_set:
                options = replace(options, port=settings.port)
            return playground_command.run(settings, t, options)

        ended(body)

    @cli.command(help=_("The part that Slack talks to. PostgreSQL only."))
    def web() -> None:
        ended(lambda settings: _part(settings, "web"))

    @cli.command(help=_("The part that delivers. PostgreSQL only; as many as you like."))
    def worker() -> None:
        ended(lambda settings: _part(settings, "worker"))

    @cli.command(help=_("The part that asks what is due. PostgreSQL only; several are harmless."))
    def clock() -> None:
        ended(lambda settings: _part(settings, "clock"))

    @cli.command(help=_("Bring the database to the tables of this version."))
    def migrate() -> None:
        def body(settings: Settings) -> int:
            from bot.commands.migrate import run

            return run(settings, t)

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
        from bot.commands.doctor import run

        # A wrong setting is the first thing that a doctor must tell, as a line among the others.
        raise typer.Exit(run(t))

    @cli.command(
        help=_("Estimate from the log what other settings would have brought. Nothing is written or posted.")
    )
    def replay(
        source_share: Annotated[
            float | None, typer.Option(help=_("The most one source may have of a selection: 0 to 1."))
        ] = None,
        window_days: Annotated[
            int | None, typer.Option(help=_("How old an article may be, in days: 1 to 366."))
        ] = None,
        company_share: Annotated[
            float | None, typer.Option(help=_("The company's part over the week: 0 to 1."))
        ] = None,
        tolerance: Annotated[
            float | None, typer.Option(help=_("How far the week may be from that part: 0 to 1."))
        ] = None,
        any_language: Annotated[
            bool | None,
            typer.Option(
                "--any-language/--channel-language", help=_("Articles in any language, or in the channel's.")
            ),
        ] = None,
        weight: Annotated[
            list[str] | None,
            typer.Option(
                metavar="SIGNAL=NUMBER",
                help=_("How much a signal counts before the log moves it: timely=1. May be repeated."),
            ),
        ] = None,
        days: Annotated[int, typer.Option(help=_("How far back, in days."))] = 60,
        workspace: Annotated[
            str | None, typer.Option(metavar="ID", help=_("One workspace; all of them without it."))
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=_("JSON, for programs."))] = False,
    ) -> None:
        def body(settings: Settings) -> int:
            from bot.commands import replay as replay_command

            options = replay_command.Options(
                days=days,
                workspace=workspace,
                source_share=source_share,
                window_days=window_days,
                company_share=company_share,
                tolerance=tolerance,
                any_language=any_language,
                weights=tuple(weight or ()),
                as_json=as_json,
            )
            return replay_command.run(settings, t, options)

        ended(body)

    @cli.command(help=_("Print the Slack app's manifest: exactly the scopes, events and commands used."))
    def manifest(
        http: Annotated[
            str | None, typer.Option(help=_("The bot's public https address; without it, Socket Mode."))
        ] = None,
        language: Annotated[str, typer.Option(help=_("Of its descriptions: fr or en."))] = t.language,
    ) -> None:
        from bot.slack.manifest import manifest as slack_manifest

        if http is not None and not http.startswith("https://"):
            typer.echo(_("--http is the bot's public address: it starts with https://."), err=True)
            raise typer.Exit(2)
        printed = slack_manifest(http_url=http, language="en" if language == "en" else "fr")
        typer.echo(json.dumps(printed, ensure_ascii=False, indent=2))

    return cli


def _part(settings: Settings, role: str) -> int:
    from bot.commands.run import run_part

    return run_part(settings, role)


def _ended(body: Callable[[Settings], int], t: Translator) -> int:
    """The exit code; whatever went wrong is one sentence on stderr."""
    try:
        return body(load())
    except KeyboardInterrupt:
        return 0
    except SettingsError as error:
        typer.echo(sentence(error, t), err=True)
        return 2
    except Exception as error:
        from bot.commands.terminal import ending

        code, words = ending(error, t)
        typer.echo(words, err=True)
        return code


def main() -> None:
    build(terminal_translator())()


if __name__ == "__main__":
    main()
