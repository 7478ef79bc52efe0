"""What became of a source at its last visit: one word an admin can read and act on."""

from enum import StrEnum


class SourceStatus(StrEnum):
    """The outcome of fetching and parsing one source. The faces translate each value into a sentence."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    NOT_A_FEED = "not_a_feed"
    """The address answers, with something that is no feed (often a web page)."""
    NOT_A_PAGE = "not_a_page"
    """Of an article added by its address: no page that can be read, or one without a title."""
    EMPTY = "empty"
    """A feed that holds no usable article, or an answer without a body."""
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    MALFORMED = "malformed"
    """It meant to be a feed (or an HTTP answer), and cannot be read; or reading it crashed or took too
    long."""
    HTTP_ERROR = "http_error"
    GONE = "gone"
    """HTTP 410: the publisher says it will not come back."""
    RATE_LIMITED = "rate_limited"
    REDIRECT_LOOP = "redirect_loop"
    REFUSED_ADDRESS = "refused_address"
    """The name leads to a private, loopback, link-local or otherwise internal address."""
    UNREACHABLE = "unreachable"
    """No such name, connection refused or reset, TLS that does not hold."""
    BAD_URL = "bad_url"

    @property
    def is_failure(self) -> bool:
        """Whether an admin may have something to do about it."""
        return self not in (SourceStatus.OK, SourceStatus.NOT_MODIFIED, SourceStatus.EMPTY)
