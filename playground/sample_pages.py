"""The pages behind the sample feeds: an article to read, an outlet's home that names its feed."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from playground.sample_articles import Article, Outlet, in_words, told, type_words
from playground.sample_bodies import as_html, body
from playground.sample_formats import MEDIA_TYPES

STYLE = """
body { margin: 0; background: #f6f3ee; color: #22252b; font: 18px/1.6 Georgia, serif; }
main { max-width: 38rem; margin: 0 auto; padding: 2.5rem 1.25rem; }
h1 { line-height: 1.25; overflow-wrap: anywhere; }
img { width: 100%; height: auto; border-radius: 6px; }
.by, footer { color: #6a6459; font: 15px/1.5 system-ui, sans-serif; }
a { color: #7a3b12; }
"""
FICTION = {
    "fr": "Article d'un média fictif, écrit pour le bac à sable de Dizaine.",
    "en": "An article of a fictional outlet, written for Dizaine's playground.",
}


def _page(outlet: Outlet, title: str, head: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{outlet.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{head}<style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def article_page(outlet: Outlet, article: Article, moment: datetime, base_url: str) -> str:
    """A page with the article's title, author, date and words, and the same in its metadata."""
    title = article.title or outlet.title
    summary = told(article, outlet.language, moment)
    words = as_html(summary, body(outlet, article)) or f"<p>{escape(summary)}</p>"
    picture = f"{base_url}pictures/{article.picture}.png" if article.picture else ""
    told_to_machines = {
        "og:type": "article",
        "og:title": title,
        "og:description": summary,
        "og:site_name": outlet.title,
        "og:image": picture,
        "article:published_time": moment.isoformat(),
    }
    head = "".join(
        f'<meta property="{name}" content="{escape(value)}">'
        for name, value in told_to_machines.items()
        if value
    )
    if article.author:
        head += f'<meta name="author" content="{escape(article.author)}">'
    by = " · ".join(
        part
        for part in (
            outlet.title,
            article.author,
            in_words(moment, outlet.language),
            type_words(article, outlet.language),
        )
        if part
    )
    image = f'<img src="{escape(picture)}" alt="">' if picture else ""
    shown = (
        f'<p class="by">{escape(by)}</p><h1>{escape(title)}</h1>{image}{words}'
        f"<footer>{FICTION[outlet.language]}</footer>"
    )
    return _page(outlet, title, head, shown)


def home_page(outlet: Outlet, base_url: str) -> str:
    """The outlet's home: it names its feed as sites do, so that giving the site's address is enough."""
    feed = escape(f"{base_url}feeds/{outlet.name}")
    title, kind = escape(outlet.title), MEDIA_TYPES[outlet.format]
    head = f'<link rel="alternate" type="{kind}" title="{title}" href="{feed}">'
    body = f'<h1>{title}</h1><p>{escape(outlet.description)}</p><p><a href="{feed}">{feed}</a></p>'
    return _page(outlet, outlet.title, head, body)


def kiosk_page(known: Iterable[Outlet], base_url: str) -> str:
    """A page that names the feeds of every outlet: a site with several to choose from."""
    feeds = [(escape(f"{base_url}feeds/{each.name}"), escape(each.title), each) for each in known]
    head = "".join(
        f'<link rel="alternate" type="{MEDIA_TYPES[each.format]}" title="{title}" href="{feed}">'
        for feed, title, each in feeds
    )
    body = "".join(f'<p><a href="{feed}">{title}</a></p>' for feed, title, _each in feeds)
    return (
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><title>Kiosque</title>{head}'
        f"<style>{STYLE}</style></head><body><main><h1>Kiosque</h1>{body}</main></body></html>\n"
    )
