"""The shipped page: offline, without inline script, licences with it; a click says exactly what was clicked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.playground.page_stage import (
    CHANNEL,
    STATIC,
    TS,
    Stage,
    button,
    field,
    marked,
    modal,
    option,
    plain,
)

WEB = Path(STATIC).parent / "web"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|<style", page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
    css = (STATIC / "app.css").read_text(encoding="utf-8")
    assert "@import" not in css
    assert not re.search(r"url\((?!['\"]?data:)", css)
    script = (STATIC / "app.js").read_text(encoding="utf-8")
    assert "sourceMappingURL" not in script
    assert "eval(" not in script


def test_what_is_bundled_is_pinned_and_licensed() -> None:
    asked = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    versions = asked["dependencies"] | asked["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    assert "resolved" not in (WEB / "package-lock.json").read_text(encoding="utf-8")
    licences = (STATIC / "licences.txt").read_text(encoding="utf-8")
    for name, version in asked["dependencies"].items():
        assert f"{name} {version} (MIT)" in licences


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def page(browser: Browser, stage: Stage) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(5000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
    page.route("**/*", stage.answer)
    page.route_web_socket("**/_play/events**", stage.join)
    yield page
    context.close()
    assert wrong == []


def opened(page: Page, user: str = "U0INES") -> Page:
    page.goto(f"http://play.test/?as={user}&channel={CHANNEL}")
    expect(page.get_by_test_id("message").or_(page.get_by_test_id("modal")).first).to_be_visible()
    return page


CHOICE = {"type": "static_select", "action_id": "pick", "options": [option("Un", "1"), option("Deux", "2")]}
PLACES: list[dict[str, Any]] = [
    {
        "type": "section",
        "block_id": "section",
        "text": marked("x"),
        "accessory": button("Go", "a", value="7"),
    },
    {
        "type": "actions",
        "block_id": "actions",
        "elements": [button("Autre", "z"), button("Go", "a", value="7")],
    },
    {"type": "card", "block_id": "card", "title": plain("t"), "actions": [button("Go", "a", value="7")]},
    {
        "type": "carousel",
        "block_id": "outer",
        "elements": [
            {
                "type": "card",
                "block_id": "other",
                "title": plain("1"),
                "actions": [button("Non", "a", value="6")],
            },
            {
                "type": "card",
                "block_id": "slide",
                "title": plain("2"),
                "actions": [button("Go", "a", value="7")],
            },
        ],
    },
    {
        "type": "container",
        "block_id": "box",
        "title": plain("t"),
        "child_blocks": [
            {"type": "actions", "block_id": "inside", "elements": [button("Go", "a", value="7")]}
        ],
    },
    {
        "type": "context_actions",
        "block_id": "icon",
        "elements": [
            {"type": "icon_button", "icon": "trash", "text": plain("Go"), "action_id": "a", "value": "7"}
        ],
    },
    {
        "type": "context_actions",
        "block_id": "feedback",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "a",
                "positive_button": {"text": plain("Go"), "value": "7"},
                "negative_button": {"text": plain("Non"), "value": "0"},
            }
        ],
    },
]


def test_a_click_names_its_block_and_action(page: Page, stage: Stage) -> None:
    stage.blocks = PLACES
    buttons = opened(page).get_by_role("button", name="Go", exact=True)
    blocks = ["section", "actions", "card", "slide", "inside", "icon", "feedback"]
    expect(buttons).to_have_count(len(blocks))
    for at in range(len(blocks)):
        with page.expect_response("**/_play/action"):  # answered: the stage has it by then
            buttons.nth(at).click()
    assert all(
        body["container"] == {"type": "message", "channel": CHANNEL, "ts": TS} for _, body in stage.sent
    )
    assert all(
        (body["as"], body["action_id"], body["value"]) == ("U0INES", "a", "7") for _, body in stage.sent
    )
    assert [body["block_id"] for _, body in stage.sent] == blocks


def test_choices_confirmations_and_menus_send_what_was_chosen(page: Page, stage: Stage) -> None:
    sure = {"title": plain("Sûr ?"), "text": marked("*Oui*"), "confirm": plain("Oui"), "deny": plain("Non")}
    menu = {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Aide", "help"), option("Retirer", "drop")],
    }
    stage.blocks = [
        {"type": "actions", "block_id": "b", "elements": [CHOICE, menu, button("Jeter", "bin", confirm=sure)]}
    ]
    opened(page).get_by_role("combobox", name="Choisir").select_option(label="Deux")
    page.get_by_role("button", name="Autres actions").click()
    page.get_by_role("menuitem", name="Retirer").click()
    page.get_by_role("button", name="Jeter").click()
    page.get_by_role("button", name="Non").click()
    page.get_by_role("button", name="Jeter").click()
    page.get_by_role("button", name="Oui").click()
    expect(page.get_by_test_id("confirm")).to_have_count(0)
    sent = [body for _, body in stage.sent]
    assert [body["action_id"] for body in sent] == ["pick", "more", "bin"]
    assert [body.get("selected_option", {}).get("value") for body in sent] == ["2", "drop", None]


def test_a_link_button_opens_elsewhere_and_still_tells_the_app(page: Page, stage: Stage) -> None:
    stage.blocks = [
        {
            "type": "actions",
            "block_id": "b",
            "elements": [button("Lire", "read", url="https://example.org/a")],
        }
    ]
    opened(page)
    page.context.route("https://example.org/**", lambda route: route.fulfill(body="there"))
    with page.context.expect_page() as other:
        page.get_by_role("button", name="Lire").click()
    assert other.value.evaluate("window.opener") is None
    assert [body["action_id"] for _, body in stage.sent] == ["read"]


def test_outside_text_stays_text(page: Page, stage: Stage) -> None:
    words = "&lt;!channel&gt; &lt;https://evil.example|banque&gt; <javascript:alert(1)|clic> <https://ok.example|bien>"
    rich = {
        "type": "rich_text_section",
        "elements": [{"type": "link", "url": "javascript:alert(1)", "text": "mal"}],
    }
    stage.blocks = [
        {"type": "section", "block_id": "s", "text": marked(words)},
        {"type": "rich_text", "block_id": "r", "elements": [rich]},
        {
            "type": "markdown",
            "block_id": "m",
            "text": "[pire](javascript:alert(1)) <img src=x onerror=alert(1)>",
        },
        {"type": "image", "block_id": "i", "image_url": "javascript:alert(1)", "alt_text": "sans image"},
        {"type": "hologram", "block_id": "u"},
    ]
    message = opened(page).get_by_test_id("message")
    expect(message).to_contain_text("<!channel> <https://evil.example|banque>")
    expect(message.locator(".mention")).to_have_count(0)
    links = message.locator("a[href]")
    expect(links).to_have_count(2)
    assert {links.nth(at).get_attribute("href") for at in range(links.count())} == {
        "https://evil.example/",
        "https://ok.example/",
    }
    assert all(links.nth(at).get_attribute("rel") == "noopener noreferrer" for at in range(links.count()))
    expect(message.get_by_role("img", name="sans image")).to_be_visible()
    expect(message.get_by_test_id("unknown-block")).to_contain_text("hologram")
    assert message.locator("img").count() == 0


ONE = option("Un", "1")
INPUTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "plain_text_input", "initial_value": "dit"}, {"value": "dit"}),
    ({"type": "plain_text_input", "multiline": True}, {"value": None}),
    ({"type": "number_input", "is_decimal_allowed": True, "initial_value": "2,5"}, {"value": "2.5"}),
    ({"type": "url_text_input"}, {"value": None}),
    ({"type": "email_text_input"}, {"value": None}),
    ({"type": "static_select", "options": [ONE]}, {"selected_option": None}),
    ({"type": "radio_buttons", "options": [ONE], "initial_option": ONE}, {"selected_option": ONE}),
    ({"type": "checkboxes", "options": [ONE]}, {"selected_options": []}),
    (
        {"type": "multi_static_select", "options": [ONE], "initial_options": [ONE]},
        {"selected_options": [ONE]},
    ),
    ({"type": "users_select", "initial_user": "U2"}, {"selected_user": "U2"}),
    ({"type": "multi_users_select"}, {"selected_users": []}),
    (
        {"type": "conversations_select", "default_to_current_conversation": True},
        {"selected_conversation": CHANNEL},
    ),
    ({"type": "channels_select"}, {"selected_channel": None}),
    ({"type": "datepicker", "initial_date": "2026-03-03"}, {"selected_date": "2026-03-03"}),
    ({"type": "timepicker", "initial_time": "09:30"}, {"selected_time": "09:30"}),
]


def test_a_modal_sends_its_state_in_slacks_shape(page: Page, stage: Stage) -> None:
    blocks = [
        field(f"b{at}", element | {"action_id": "a"}, optional=True) for at, (element, _) in enumerate(INPUTS)
    ]
    stage.stack = [modal(blocks)]
    opened(page).get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("modal-submit")).to_be_enabled()
    ((_, sent),) = stage.sent
    wanted = {f"b{at}": {"a": {"type": element["type"], **held}} for at, (element, held) in enumerate(INPUTS)}
    assert sent["state"] == wanted


def test_what_was_typed_survives_errors_and_an_update_and_esc_closes(page: Page, stage: Stage) -> None:
    told = {"trigger_actions_on": ["on_character_entered"]}
    caption = {
        "type": "plain_text_input",
        "action_id": "a",
        "multiline": True,
        "max_length": 20,
        "dispatch_action_config": told,
    }
    stage.stack = [modal([field("cap", caption, dispatch_action=True)])]
    stage.answers["submit"] = {"ok": True, "result": "errors", "errors": {"cap": "Mot interdit."}}
    box = opened(page).get_by_role("textbox", name="cap")
    expect(box).to_be_focused()
    page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("field-error")).to_contain_text("obligatoire")
    assert stage.sent == []
    box.fill("Mon avis tient en une phrase.")
    expect(page.get_by_test_id("counter")).to_have_text("-9")
    with page.expect_request("**/_play/action"):  # what is typed is told after a moment
        box.fill("Mon avis")
    with page.expect_request("**/_play/submit"):
        page.get_by_test_id("modal-submit").click()
    expect(page.get_by_test_id("field-error")).to_contain_text("Mot interdit.")
    expect(box).to_have_value("Mon avis")
    stage.stack = [
        modal(
            [
                {"type": "section", "block_id": "n", "text": marked("Reste 12")},
                field("cap", caption, dispatch_action=True),
            ]
        )
    ]
    stage.changed("views")
    expect(page.get_by_text("Reste 12")).to_be_visible()
    expect(box).to_have_value("Mon avis")
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    with page.expect_request("**/_play/close"):
        page.keyboard.press("Escape")
    sent = [body for name, body in stage.sent if name == "action"]
    assert all(body["container"] == {"type": "view", "view_id": "V1"} for body in sent)
    assert sent[-1]["state"]["cap"]["a"]["value"] == "Mon avis"


def test_reactions_commands_controls_and_refusals(page: Page, stage: Stage) -> None:
    stage.extra = {
        "reactions": [{"name": "one", "users": ["UB"]}, {"name": "two", "users": ["UB", "U0INES"]}]
    }
    stage.answers |= {"control": {"ok": False, "error": "Pas encore."}}
    opened(page).locator('[data-testid=reaction][data-name="one"]').click()
    page.locator('[data-testid=reaction][data-name="two"]').click()
    page.get_by_test_id("add-reaction").click()
    page.get_by_test_id("emoji-picker").locator('[data-name="tada"]').click()
    expect(page.get_by_test_id("emoji-picker")).to_have_count(0)
    page.get_by_test_id("composer-input").fill("/diz")
    page.get_by_test_id("command-hint").click()
    page.get_by_test_id("composer-input").press_sequentially("aide")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("composer-input")).to_have_value("")
    page.get_by_test_id("control-next_digest").click()
    expect(page.get_by_test_id("toast")).to_contain_text("Pas encore.")
    reacted = [(body["name"], body["on"]) for name, body in stage.sent if name == "react"]
    assert reacted == [("one", True), ("two", False), ("tada", True)]
    assert [body["text"] for name, body in stage.sent if name == "message"] == ["/dizaine aide"]


def test_the_page_speaks_the_language_of_whom_one_acts_as(page: Page, stage: Stage) -> None:
    stage.extra = {"ephemeral": True}
    stage.blocks = [{"type": "section", "block_id": "s", "text": marked("x")}]
    opened(page)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_test_id("message")).to_contain_text("Visible par vous uniquement")
    page.get_by_test_id("act-as").select_option("U2")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_test_id("message")).to_contain_text("Only visible to you")
    expect(page.get_by_test_id("control-next_digest")).to_have_text("Next")


def test_nothing_overflows_on_a_phone(page: Page, stage: Stage) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 3
    rows = [[{"type": "raw_text", "text": long}] * 6] * 3
    card = {
        "type": "card",
        "block_id": "c",
        "title": plain(long),
        "body": marked(long),
        "hero_image": {"alt_text": "rien"},
        "actions": [button(long[:75], "a")],
    }
    stage.blocks = [
        {"type": "header", "block_id": "h", "text": plain("x" * 150)},
        {"type": "section", "block_id": "s", "text": marked("m" * 3000), "accessory": button(long[:75], "b")},
        {
            "type": "section",
            "block_id": "f",
            "fields": [marked(long), marked("نص عربي من اليمين إلى اليسار")],
        },
        card,
        {
            "type": "carousel",
            "block_id": "k",
            "elements": [card | {"block_id": f"k{at}"} for at in range(10)],
        },
        {"type": "data_table", "block_id": "t", "caption": long, "rows": rows},
    ]
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(box => box.scrollWidth <= box.clientWidth)"
    )
    page.get_by_test_id("menu").click()
    expect(page.get_by_test_id("sidebar")).to_be_visible()


def test_a_leaderboard_is_read_on_a_phone(page: Page, stage: Stage) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    names = [
        "Amélie Roux",
        "Jean-Baptiste de la Villardière-Montgomery",
        "Donaudampfschifffahrtsgesellschaft",
    ]
    data = [{"label": name[:14], "value": 9 - at} for at, name in enumerate(names)]
    chart = {
        "type": "bar",
        "series": [{"name": "Points", "data": data}],
        "axis_config": {"categories": [each["label"] for each in data], "y_label": "Points"},
    }
    rows = [
        ["Rang", "Ambassadeur·rice", "Points", "Partages"],
        *([str(n), name, "60", "7"] for n, name in enumerate(names)),
    ]
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    stage.blocks = [
        {"type": "data_visualization", "block_id": "v", "title": "Points", "chart": chart},
        {
            "type": "data_table",
            "block_id": "t",
            "caption": "Personnes",
            "row_header_column_index": 1,
            "rows": cells,
        },
    ]
    opened(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    frame = page.locator(".slack_blocks_to_jsx__data_visualization")
    plot = frame.locator("> div:last-child")
    # The figures are scrolled by themselves: the title and the buttons stay.
    assert plot.evaluate("box => (box.scrollLeft = 9999, box.focus(), box.scrollLeft)") > 50
    expect(plot).to_be_focused()
    assert frame.evaluate("box => box.scrollWidth <= box.clientWidth")
    # Four columns, whatever the names, are seen whole.
    assert page.locator(".table-box").evaluate("box => box.scrollWidth <= box.clientWidth")


def test_a_data_table_sorts_with_its_headers(page: Page, stage: Stage) -> None:
    rows = [["Nom", "Points"], ["Inès", "9"], ["Paul", "100"], ["Sofia", "20"]]
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    stage.blocks = [
        {
            "type": "data_table",
            "block_id": "t",
            "caption": "Points",
            "row_header_column_index": 0,
            "rows": cells,
        }
    ]
    table = opened(page).get_by_role("table", name="Points")
    table.get_by_role("button", name="Points").click()
    table.get_by_role("button", name="Points").click()
    expect(table.get_by_role("columnheader", name="Points")).to_have_attribute("aria-sort", "descending")
    expect(table.get_by_role("rowheader")).to_have_text(["Paul", "Sofia", "Inès"])
