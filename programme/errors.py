"""The one error tree of the programme's rules: a code the face can translate, and what it is about."""

from __future__ import annotations


class ProgrammeError(Exception):
    """A rule was given something it cannot work with.

    `code` is stable and meant for translation; `value` is the offending word, for the sentence shown.
    """

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(f"{code}: {value}" if value else code)
        self.code = code
        self.value = value


class ScheduleError(ProgrammeError):
    """A channel's schedule is unusable.

    Codes: `unknown_zone`, `unknown_country`, `no_working_day`, `bad_weekday`, `bad_hour`.
    """


class ClockError(ProgrammeError):
    """A clock was asked to go backwards (`backwards`) or was given a time without a zone (`naive`)."""
