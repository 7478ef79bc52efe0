"""The settings: one validated object, from the environment and `.env`; a wrong one, in one sentence."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.i18n import Translator, translator
from store.database import normalise_url

ENV_FILE = Path(".env")
SLACK_API = "https://slack.com/api/"
SECRETS = ("slack_bot_token", "slack_app_token", "slack_signing_secret")


class Mode(StrEnum):
    """How Slack reaches the bot."""

    SOCKET = "socket"
    HTTP = "http"
    NONE = "none"  # no token: the playground


class SettingsError(Exception):
    """A setting is missing, wrong or misspelt. `params` never hold a value that may be secret."""

    def __init__(self, code: str, name: str, **params: str) -> None:
        super().__init__(f"{name}: {code}")
        self.code = code
        self.name = name
        self.params = params


class Settings(BaseSettings):
    """Every setting, under the name it has in the environment (in capitals)."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, case_sensitive=False
    )

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API
    database_url: str = "sqlite:///var/dizaine.db"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["auto", "console", "json"] = "auto"
    article_window_days: Annotated[int, Field(ge=1, le=36500)] = 7
    channel_interval_seconds: Annotated[float, Field(ge=0, le=3600)] = 1
    workspace_messages_per_minute: Annotated[int, Field(ge=0, le=100_000)] = 300
    feeds_allow_loopback: bool = False
    linkedin_prefill: bool = False

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # `load` reads the environment and the file itself, so that the playground can give its own.
        return (init_settings,)

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _small(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("slack_api_url")
    @classmethod
    def _api_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise PydanticCustomError("bad_address", "not an http(s) address")
        return value if value.endswith("/") else value + "/"

    @field_validator("database_url")
    @classmethod
    def _database_address(cls, value: str) -> str:
        try:
            return normalise_url(value)
        except Exception as error:  # SQLAlchemy's own sentence quotes the address, password included
            raise PydanticCustomError("bad_database", "not a database address") from error

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _token(value, "xoxb-", "xoxe.xoxb-")

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return _token(value, "xapp-")

    @field_validator("slack_signing_secret")
    @classmethod
    def _signing_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().isascii():
            raise PydanticCustomError("bad_secret", "not a signing secret")
        return value

    @property
    def mode(self) -> Mode:
        if self.slack_bot_token is None:
            return Mode.NONE
        return Mode.SOCKET if self.slack_app_token is not None else Mode.HTTP

    def secret_values(self) -> list[str]:
        """What must never be seen in a log."""
        given = (getattr(self, name) for name in SECRETS)
        return [value.get_secret_value() for value in given if value is not None]

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    def in_slack(self) -> Self:
        """The same settings, once enough of them are there to be a bot. Raises SettingsError."""
        if self.slack_bot_token is None:
            raise SettingsError("missing_bot_token", "SLACK_BOT_TOKEN")
        if self.mode is Mode.HTTP and self.slack_signing_secret is None:
            raise SettingsError("missing_signing_secret", "SLACK_SIGNING_SECRET")
        return self

    @property
    def wants_slack(self) -> bool:
        """Whether any of Slack's secrets is there: then a missing one is a mistake, not the playground."""
        return any(getattr(self, name) is not None for name in SECRETS)


def _token(value: SecretStr | None, *prefixes: str) -> SecretStr | None:
    if value is None:
        return None
    text = value.get_secret_value()
    if not text.startswith(prefixes) or not text.isascii() or any(c.isspace() for c in text):
        raise PydanticCustomError("bad_token", "not a token of this kind", {"prefix": prefixes[0]})
    return value


def names() -> tuple[str, ...]:
    """Every setting's name, as the environment has it."""
    return tuple(field.upper() for field in Settings.model_fields)


def load(environment: Mapping[str, str] | None = None, env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings; the environment wins over the file, an empty value is none. Raises SettingsError."""
    kept = read_file(env_file) if env_file else {}
    asked = environment if environment is not None else os.environ
    known = set(names())
    for name in sorted(kept.keys() - known):
        nearest = difflib.get_close_matches(name.upper(), known, 1, cutoff=0.85)
        if nearest:
            raise SettingsError("unknown", name, nearest=nearest[0])
    given = {**kept, **{name.upper(): value for name, value in asked.items()}}
    values = {name.lower(): given[name].strip() for name in known if given.get(name, "").strip()}
    try:
        return Settings(**values)  # type: ignore[arg-type]  # strings: pydantic turns them into what is declared
    except ValidationError as error:
        raise _explained(error) from None


def read_file(path: Path) -> dict[str, str]:
    """What a .env file holds; nothing when there is none. Raises SettingsError when it cannot be read."""
    if not path.exists():
        return {}
    try:
        return {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("unreadable", str(path)) from error


def _explained(error: ValidationError) -> SettingsError:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]).upper()
    context = {key: str(value) for key, value in first.get("ctx", {}).items() if key != "error"}
    return SettingsError(str(first["type"]), name, **context)


def sentence(error: SettingsError, t: Translator) -> str:
    """The one sentence that a person reads, naming the setting and what to do."""
    _ = t.gettext
    given = {"name": error.name, **error.params}
    match error.code:
        case "missing_bot_token":
            return _(
                "{name} is missing: take it from your Slack app's page, « OAuth & Permissions ».", **given
            )
        case "missing_signing_secret":
            return _(
                "{name} is missing: signed HTTP needs it (or give SLACK_APP_TOKEN, for Socket Mode).", **given
            )
        case "bad_token":
            return _("{name} is not a token of this kind: it starts with {prefix}.", **given)
        case "bad_secret":
            return _("{name} is not a signing secret: copy it again from « Basic Information ».", **given)
        case "bad_address":
            return _(
                "{name} is not an address: it starts with https:// (or http:// on this machine).", **given
            )
        case "bad_database":
            return _(
                "{name} is not a database address: sqlite:///file.db or postgresql://user@host/name.", **given
            )
        case "unknown":
            return _("{name} in .env is not a setting: did you mean {nearest}?", **given)
        case "unreadable":
            return _("{name} cannot be read: it must be a text file in UTF-8.", **given)
        case "literal_error":
            return _("{name} must be one of {expected}.", **given)
        case "bool_parsing" | "bool_type":
            return _("{name} must be true or false.", **given)
        case "int_parsing" | "int_from_float" | "float_parsing" | "finite_number":
            return _("{name} must be a number.", **given)
        case "greater_than_equal":
            return _("{name} must be at least {ge}.", **given)
        case "greater_than":
            return _("{name} must be more than {gt}.", **given)
        case "less_than_equal":
            return _("{name} must be at most {le}.", **given)
        case "sqlite_alone":
            return _(
                "{name} is SQLite, which serves one process only: use `dizaine run`, or PostgreSQL.", **given
            )
        case _:
            return _("{name} is wrong: see .env.example.", **given)


def terminal_language(environment: Mapping[str, str] | None = None) -> str:
    """The language of this process's own words: French, unless the locale says another."""
    given = environment if environment is not None else os.environ
    locale = next((given[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if given.get(name)), "")
    bare = locale.partition(".")[0].lower()
    return "fr" if bare in ("", "c", "posix") or bare.startswith("fr") else "en"


def terminal_translator() -> Translator:
    return translator(terminal_language())
