"""Settings: what is read, what is refused in one sentence, and that each is told to those who install it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.i18n import translator
from bot.settings import Mode, Settings, SettingsError, load, names, sentence, terminal_language

ROOT = Path(__file__).resolve().parents[2]
BOT = "xoxb-1111-SECRETSECRET"
APP = "xapp-1-SECRETSECRET"


def read(tmp_path: Path, text: str = "", **environment: str) -> Settings:
    file = tmp_path / ".env"
    file.write_text(text, encoding="utf-8")
    return load(environment, file)


def test_nothing_at_all_is_the_playground(tmp_path: Path) -> None:
    settings = load({}, tmp_path / "none")
    assert settings.mode is Mode.NONE
    assert not settings.wants_slack
    assert settings.on_sqlite


def test_the_environment_wins_over_the_file_and_empty_is_none(tmp_path: Path) -> None:
    settings = read(tmp_path, f"SLACK_BOT_TOKEN={BOT}\nPORT=9000\nSLACK_APP_TOKEN=\n", PORT="9001")
    assert settings.port == 9001
    assert settings.mode is Mode.HTTP


def test_an_app_token_means_socket_mode(tmp_path: Path) -> None:
    assert read(tmp_path, SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN=APP).in_slack().mode is Mode.SOCKET


def test_addresses_take_their_usual_forms(tmp_path: Path) -> None:
    settings = read(tmp_path, DATABASE_URL="postgres://u:p@h/d", SLACK_API_URL="http://127.0.0.1:9/api")
    assert settings.database_url == "postgresql+psycopg://u:p@h/d"
    assert settings.slack_api_url == "http://127.0.0.1:9/api/"


WRONG = [
    ({"SLACK_BOT_TOKEN": APP}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": "xoxp-SECRETSECRET"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": "xoxb-SECRET SECRET"}, "SLACK_BOT_TOKEN"),
    ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN"),
    ({"SLACK_SIGNING_SECRET": "SECRETSECRÉT"}, "SLACK_SIGNING_SECRET"),
    ({"SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL"),
    ({"SLACK_API_URL": "ftp://slack.com/api"}, "SLACK_API_URL"),
    ({"DATABASE_URL": "mysql://u:SECRETSECRET@h/d"}, "DATABASE_URL"),
    ({"DATABASE_URL": "SECRETSECRET"}, "DATABASE_URL"),
    ({"PORT": "abc"}, "PORT"),
    ({"PORT": "70000"}, "PORT"),
    ({"PORT": "-1"}, "PORT"),
    ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"ARTICLE_WINDOW_DAYS": "0"}, "ARTICLE_WINDOW_DAYS"),
    ({"CHANNEL_INTERVAL_SECONDS": "nan"}, "CHANNEL_INTERVAL_SECONDS"),
    ({"WORKSPACE_MESSAGES_PER_MINUTE": "-1"}, "WORKSPACE_MESSAGES_PER_MINUTE"),
    ({"CHANNEL_INTERVAL_SECONDS": "soon"}, "CHANNEL_INTERVAL_SECONDS"),
    ({"FEEDS_ALLOW_LOOPBACK": "perhaps"}, "FEEDS_ALLOW_LOOPBACK"),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("environment", "name"), WRONG, ids=[f"{n}={v}" for e, n in WRONG for v in [e[n]]])
def test_what_is_wrong_is_named_and_never_quoted(
    tmp_path: Path, environment: dict[str, str], name: str, language: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, **environment)
    words = sentence(caught.value, translator(language))
    assert name in words
    assert "\n" not in words
    assert "{" not in words
    assert "SECRET" not in words.replace("SLACK_SIGNING_SECRET", "")
    assert "SECRETSECRET" not in repr(caught.value)


def test_a_misspelt_name_in_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, f"SLACK_BOT_TOKN={BOT}\n")
    words = sentence(caught.value, translator("en"))
    assert "SLACK_BOT_TOKN" in words
    assert "SLACK_BOT_TOKEN" in words


def test_other_programs_settings_are_left_alone(tmp_path: Path) -> None:
    assert read(tmp_path, "POSTGRES_PASSWORD=x\nTZ=UTC\n").mode is Mode.NONE


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"PORT=\xff\xfe\n")
    with pytest.raises(SettingsError) as caught:
        load({}, file)
    assert ".env" in sentence(caught.value, translator("fr"))


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "abcdef"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": BOT}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_what_is_missing_to_be_in_slack(tmp_path: Path, environment: dict[str, str], name: str) -> None:
    settings = read(tmp_path, **environment)
    assert settings.wants_slack
    with pytest.raises(SettingsError) as caught:
        settings.in_slack()
    assert sentence(caught.value, translator("en")).startswith(name)


def test_secrets_do_not_show(tmp_path: Path) -> None:
    settings = read(tmp_path, SLACK_BOT_TOKEN=BOT, SLACK_APP_TOKEN=APP, SLACK_SIGNING_SECRET="SECRETSECRET")
    assert "SECRETSECRET" not in repr(settings)
    assert "SECRETSECRET" not in str(settings)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_terminals_language(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


def test_every_setting_is_in_the_example_with_a_comment() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)
    assert sorted(named) == sorted(names())
    for block in re.split(r"\n\s*\n", text.strip()):
        assert block.startswith("# "), block


def test_the_example_changes_nothing_as_it_stands(tmp_path: Path) -> None:
    assert load({}, ROOT / ".env.example") == load({}, tmp_path / "none")


@pytest.mark.parametrize("page", ["README.md", "docs/operators.md"])
def test_every_setting_is_in_the_documentation(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert [name for name in names() if f"`{name}`" not in text] == []
