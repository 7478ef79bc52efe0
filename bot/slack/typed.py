"""What people type, without Slack's own marks: handlers know no Slack."""

from __future__ import annotations

import re

_LINK = re.compile(r"<(?:(https?://[^<>|\s]+)|mailto:([^<>|\s]+))(?:\|[^<>]*)?>", re.IGNORECASE)


def typed(text: str) -> str:
    """A command's words: addresses bare (`<https://…|label>` is one), Slack's three signs as they were typed. People
    and channels keep their marks (`<@U…>`): they are ids."""
    return unescaped(_LINK.sub(r"\1\2", text))


def unescaped(text: str) -> str:
    """Slack's three: `&lt;`, `&gt;`, `&amp;`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
