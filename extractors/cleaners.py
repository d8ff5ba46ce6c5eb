"""The few named cleaners that a selector may end with, and what happens to a field that names none.

They undo how a page encodes a value (``tel:``, ``%40``, ``info(at)x.example``), never what the value is:
listings keep what was printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from extractors.contacts import emails_in
from extractors.page import absolute
from extractors.plain_text import one_line

_PHONE_LABEL = re.compile(r"^\s*[^\W\d_][\w\s./-]*?[:.]\s*(?=[+(\d])")
_BEGINS_NUMBER = frozenset("+(0123456789")
"""Neither ``tel:`` nor a label begins with these."""
_DIGIT = re.compile(r"\d+")
_ALNUM = re.compile(r"[^\W_]")
_MEANS_NOTHING = frozenset(
    {"n/a", "na", "n.a.", "k.a.", "k. a.", "none", "null", "nil", "unknown", "not available"}
)


def first_line(value: str, base: str) -> str:
    """The first line of the text."""
    return value.split("\n", 1)[0]


def last_line(value: str, base: str) -> str:
    """The last line of the text."""
    return value.rsplit("\n", 1)[-1]


def rest_lines(value: str, base: str) -> str:
    """Every line but the first."""
    return value.partition("\n")[2]


def url(value: str, base: str) -> str:
    """An absolute http address; nothing where it is none."""
    return absolute(base, value) or ""


def phone(value: str, base: str) -> str:
    """A telephone number without ``tel:`` and without a label such as ``Tel.:``."""
    if value[:1] in _BEGINS_NUMBER:
        return value
    value = unquote(value).strip() if value[:4].lower() == "tel:" else value
    value = value[4:] if value[:4].lower() == "tel:" else value
    return _PHONE_LABEL.sub("", value)


def mail(value: str, base: str) -> str:
    """A mail address without ``mailto:``; ``(at)`` and ``[dot]`` are read. Nothing where there is none."""
    if value[:7].lower() == "mailto:":
        value = unquote(value[7:].partition("?")[0])
    found = emails_in(value)
    return found[0] if found else ""


def digits(value: str, base: str) -> str:
    """The first run of digits."""
    found = _DIGIT.search(value)
    return found.group() if found else ""


def text(value: str, base: str) -> str:
    """White space collapsed: what every field gets in the end, except ``address``."""
    return one_line(value)


CLEANERS: dict[str, Callable[[str, str], str]] = {
    "text": text,
    "clean": text,
    "first_line": first_line,
    "last_line": last_line,
    "rest_lines": rest_lines,
    "url": url,
    "phone": phone,
    "mail": mail,
    "digits": digits,
}
"""Cleaner name -> function(value, address of the page) -> value; an empty value is no value."""

_NO_SITE = ("mailto:", "tel:", "fax:", "sms:", "javascript:", "data:")
_OF_FIELD = {"phone": phone, "contact_phone": phone, "email": mail, "contact_email": mail, "detail_url": url}
_KEEP_LINES = frozenset({"address"})


def finish(field: str, value: str, base: str) -> str | None:
    """Return the value as it goes into ``field``, or None where the source printed a dash or nothing."""
    default = _OF_FIELD.get(field)
    if default is not None:
        value = default(value, base)
    value = value.strip() if field in _KEEP_LINES else " ".join(value.split())
    if len(value) < 15 and (
        not (value[:1].isalnum() or _ALNUM.search(value)) or value.casefold() in _MEANS_NOTHING
    ):
        return None
    if field == "website" and value.lower().startswith(_NO_SITE):
        return None
    return value


JOINERS = {"street": " ", "name": " ", "contact_name": " ", "address": "\n", "description": " ", "text": " "}
"""What stands between several values of one field; ``"; "`` for all others."""


def join(field: str, values: list[str]) -> str | None:
    """Join the values of a field that is given as a list of selectors; repeats count once."""
    return JOINERS.get(field, "; ").join(dict.fromkeys(values)) or None
