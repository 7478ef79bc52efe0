import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.canonical import MAX_LENGTH, canonical, entry_key, likeness


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        ("HTTPS://A.Example:443/x#part", "https://a.example/x"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example//x//y", "http://a.example/x/y"),
        ("https://a.example/x?utm_source=rss&utm_medium=feed&id=3", "https://a.example/x?id=3"),
        ("https://a.example/x?b=2&amp;a=1&amp;fbclid=zz", "https://a.example/x?a=1&b=2"),
        ("https://a.example/x?gclid=1&mc_cid=2&xtor=RSS-1&at_medium=x", "https://a.example/x"),
        ("https://a.example/spip.php?article42&utm_campaign=x", "https://a.example/spip.php?article42"),
        ("https://a.example/?gallery=1&reference=2", "https://a.example/?gallery=1&reference=2"),
        ("https://user:secret@a.example/x", "https://a.example/x"),
        ("https://münchen.example/ü", "https://xn--mnchen-3ya.example/%C3%BC"),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("https://a.example/a b", "https://a.example/a%20b"),
        ("https://a.example/x?q=<script>", "https://a.example/x?q=%3Cscript%3E"),
        ("https://a.example/x?ids=1|2", "https://a.example/x?ids=1%7C2"),
        ("javascript:alert(1)", None),
        ("data:text/html,hi", None),
        ("mailto:a@a.example", None),
        ("ftp://a.example/x", None),
        ("//a.example/x", None),
        ("http://", None),
        ("http:///x", None),
        ("https://a b.example/x", None),
        ("http://[::1", None),
        ("", None),
        ("https://a.example/" + "x" * MAX_LENGTH, None),
    ],
)
def test_canonical(url: str, expected: str | None) -> None:
    assert canonical(url) == expected


@given(st.text(max_size=80) | st.text(max_size=60).map(lambda tail: "https://a.example/" + tail))
def test_canonical_is_plain_and_settled(url: str) -> None:
    address = canonical(url)
    if address is not None:
        assert address.startswith(("http://", "https://"))
        assert address.isascii()
        assert not set(address) & set(' <>"\n\t|')
        assert canonical(address) == address


def test_likeness_ignores_what_sites_answer_alike() -> None:
    same = ("http://www.a.example/x/", "https://a.example/x", "https://a.example/x/index.html")
    assert {likeness(url) for url in same} == {"a.example/x"}


def test_entries_that_all_link_home_stay_apart() -> None:
    home = "https://a.example/"
    assert len({entry_key(home, guid) for guid in ("1", "2", "3")}) == 3


def test_entries_that_share_a_guid_stay_apart() -> None:
    assert entry_key("https://a.example/1", "same") != entry_key("https://a.example/2", "same")


def test_a_key_survives_https_and_tracking() -> None:
    key = entry_key("http://a.example/1", "http://a.example/1?utm_source=rss")
    assert key == entry_key("https://www.a.example/1", "https://a.example/1")
    assert key == entry_key("https://a.example/1", None)
    assert len(key) == 64
