"""Which sources are one outlet, as a table."""

import pytest

from curation.outlets import Feed, outlets_of

FIRST = Feed(3, "La Feuille", "https://feuille.example/rss.xml", "market")


@pytest.mark.parametrize(
    ("title", "url", "kind", "one"),
    [
        ("La Feuille", "https://feuille.example/atom.xml", "market", True),
        ("LA FEUILLE ", "https://www.feuille.example/comments.json", "market", True),
        ("La Feuille, sports", "https://feuille.example/sports.xml", "market", False),
        ("La Feuille", "https://other.example/rss.xml", "market", False),
        ("La Feuille", "https://feuille.example/atom.xml", "company", False),
        ("La Feuille", "https://[broken", "market", False),
    ],
)
def test_feeds_of_one_name_and_site_are_one_outlet(title: str, url: str, kind: str, one: bool) -> None:
    assert outlets_of([Feed(7, title, url, kind), FIRST]) == {3: 3, 7: 3 if one else 7}


@pytest.mark.parametrize("feed", [("", "https://a.example/1"), ("Blog", "https://feeds.feedburner.com/acme")])
def test_what_has_no_name_or_site_of_its_own_stands_alone(feed: tuple[str, str]) -> None:
    title, url = feed
    assert outlets_of([Feed(1, title, url, "market"), Feed(2, title, url + "x", "market")]) == {1: 1, 2: 2}
