"""E-mail addresses and telephone numbers of a piece of a page, whatever hides them."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote

from extractors.obscured import revealed
from extractors.phones import Kind, Phone, is_valid, kind_of, phones_in
from extractors.plain_text import block_text
from extractors.vocabulary import phrases

__all__ = [
    "Kind",
    "Link",
    "Phone",
    "emails_in",
    "emails_of",
    "is_valid",
    "kind_of",
    "links_of",
    "phones_in",
    "phones_of",
]

_MAIL = re.compile(
    r"(?<![\w.+%-])[\w+%-](?:[\w.+%'-]{0,62}[\w+-])?@(?:[^\W_](?:[\w-]{0,60}[^\W_])?\.){1,5}[^\W\d_]{2,18}(?![\w@-])"
)
_PLAIN = re.compile(
    r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.){1,5}[A-Za-z]{2,18}"
)
"""A text that is one address as most are; nothing of what `emails_in` looks for can change it."""
SPELT_AT = (
    "arroba|arobase|chiocciola|snabel-?a|krøllalfa|kukac|zavináč|zavinac|małpa|malpa|apenstaartje|собака"
)
"""What a mailbox is told with where no brackets stand around it: words that mean nothing else there."""
_NAMED_DOT = "dot|punto|punkt|punktum|point|ponto|pont|tečka|tecka|kropka|točka|точка"
_STARS = "[★☆◎●■▲◆♪＊]"
"""Printed for ``@`` on Japanese pages, which say so below."""
_LINK = re.compile(r"""href\s*=\s*(?:"([^"]{5,400})"|'([^']{5,400})'|([^\s"'>]{5,400}))""", re.IGNORECASE)
_CONTENT = re.compile(r"""<[^<>]*\bitemprop\s*=\s*["']?(telephone|faxNumber|email)\b[^<>]*>""", re.IGNORECASE)
_CONTENT_VALUE = re.compile(r"""\bcontent\s*=\s*(?:"([^"]{4,120})"|'([^']{4,120})')""", re.IGNORECASE)
_SHOWN_ATTRIBUTE = re.compile(
    r"""\b(?:alt|title|value|aria-label)\s*=\s*(?:"([^"]{6,200})"|'([^']{6,200})')""", re.IGNORECASE
)
_UNSEEN = re.compile(
    r"""<(\w+)\b[^>]*(?:display\s*:\s*none|\bhidden\b(?=[\s>=]))[^>]*>[^<]{0,80}</\1\s*>""", re.IGNORECASE
)
_FILES = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|css|js|ico|pdf)$", re.IGNORECASE)
_PLACEHOLDERS = re.compile(
    r"(?:you|your|yourname|your\.?name|name|email|user|username|someone|mail|me|xxx+|abc|firstname\.lastname)@"
    r"(?:domain|yourdomain|your-?site|email|company|yourcompany|site|mail|server|example|xxx+|abc)\.[a-z]{2,4}",
    re.IGNORECASE,
)


class Link(NamedTuple):
    """A contact that a link dials or writes to: ``scheme`` tel, mailto, whatsapp, ...; ``value`` decoded."""

    scheme: str
    value: str


def emails_in(text: str) -> list[str]:
    """Return the addresses printed in ``text``, in order, each once; ``info [at] host [dot] tld`` is read
    too.
    """
    if len(text) < 64 and _PLAIN.fullmatch(text) and text.count("-") < 2:  # no word between two dashes
        plain = _clean(text)
        return [plain] if plain else []
    if "@" not in text and "＠" not in text and not _spelt_hint().search(text):
        return []
    text = text.replace("＠", "@")
    if not _MAIL.search(text):  # in an address that is printed a word between dashes is one
        for pattern, sign in _spelt():
            text = pattern.sub(sign, text)
    text = re.sub(r"(?<=\w)\s?@\s(?=[\w.-]+\.[a-z]{2,})|(?<=\w)\s@\s?(?=[\w.-]+\.[a-z]{2,})", "@", text)
    found = [_clean(match.group()) for match in _MAIL.finditer(text)]
    return list(dict.fromkeys(one for one in found if one))


def emails_of(markup: str, styles: str = "") -> list[str]:
    """Return the addresses of a piece of mark-up: linked, printed, in attributes, then those that it hides.

    ``styles``: the page's mark-up, where classes may turn text round. In order, each once, as printed.
    """
    found = [link.value for link in links_of(markup) if link.scheme == "mailto"]
    low = markup.lower()
    if "@" in low or "&#" in low or "＠" in low or _spelt_hint().search(markup):
        found.extend(
            emails_in(block_text(_UNSEEN.sub("", markup).replace("\u200b", "").replace("&shy;", "")))
        )
        for match in _SHOWN_ATTRIBUTE.finditer(markup):
            found.extend(emails_in(html.unescape(match[1] or match[2])))
        for tag in _CONTENT.finditer(markup):
            if tag[1].lower() == "email" and (value := _CONTENT_VALUE.search(tag.group())):
                found.extend(emails_in(html.unescape(value[1] or value[2])))
    for text in revealed(markup, styles):
        found.extend(emails_in(block_text(text)))
        found.extend(link.value for link in links_of(text) if link.scheme == "mailto")
    unique: dict[str, str] = {}
    for address in found:
        unique.setdefault(address.lower(), address)
    return list(unique.values())


def phones_of(markup: str, country: str | None = None, styles: str = "") -> list[Phone]:
    """Return the numbers of a piece of mark-up: printed first, then those that only a link or attribute
    holds.

    In order, each once (compared by digits). A ``tel:`` link whose number is printed as well says that
    the printed one
    is a number. A number that only a link or attribute holds has ``start`` and ``end`` -1.
    """
    found = phones_in(block_text(_UNSEEN.sub("", markup)), country)
    hidden: list[tuple[str, Kind]] = []
    for link in links_of(markup):
        if link.scheme != "mailto":
            kind: Kind = "fax" if link.scheme == "fax" else "mobile" if link.scheme == "whatsapp" else "phone"
            hidden.append((link.value, kind))
    for tag in _CONTENT.finditer(markup):
        if tag[1].lower() != "email" and (value := _CONTENT_VALUE.search(tag.group())):
            hidden.append(
                (html.unescape(value[1] or value[2]), "fax" if tag[1].lower() == "faxnumber" else "phone")
            )
    for text in revealed(markup, styles):
        text = block_text(text)
        hidden.extend((link.value, "phone") for link in links_of(text) if link.scheme != "mailto")
        if len(text) <= 60 and "@" not in text and "//" not in text:
            hidden.extend((one.number, one.kind) for one in phones_in(text, country))
    known = {_key(one.number) for one in found}
    for number, kind in hidden:
        key = _key(number)
        if len(key) >= 6 and key not in known:
            known.add(key)
            found.append(Phone(number, kind, True, -1, -1))
    unique: dict[str, Phone] = {}
    for one in found:
        unique.setdefault(f"{_key(one.number)}/{one.kind == 'fax'}", one)
    return list(unique.values())


def links_of(markup: str) -> list[Link]:
    """Return what the links of ``markup`` dial or write to: mailto, tel, callto, fax, sms, skype,
    WhatsApp.
    """
    if ":" not in markup and "&#" not in markup and "%3" not in markup:
        return []
    found: list[Link] = []
    for match in _LINK.finditer(markup):
        href = match[1] or match[2] or match[3]
        start = href[:12].lower().lstrip()
        if start.startswith(("http", "/", "#", ".")) and "wa.me/" not in href and "whatsapp" not in href:
            continue
        href = html.unescape(href).strip()
        link = _link(href)
        if link:
            found.append(link)
    return found


def _link(href: str) -> Link | None:
    href = unquote(href)
    scheme, _, rest = href.partition(":")
    scheme = scheme.strip().lower()
    if scheme == "mailto":
        found = emails_in(rest.partition("?")[0])
        return Link("mailto", found[0]) if found else None
    if scheme in ("tel", "callto", "phone", "fax", "sms", "skype", "phoneto", "wtai"):
        number = re.split(r"[;?]", rest)[0].strip(" /")
        number = number.removeprefix("/wp/mc;") if scheme == "wtai" else number
        enough = sum(map(str.isdigit, number)) >= 5 and not re.search(r"[A-Za-z@]{4,}", number)
        return Link("fax" if scheme == "fax" else "tel", number) if enough else None
    if match := re.search(
        r"(?:wa\.me/|whatsapp[^?]*[?&]phone=|whatsapp\.com/send\?phone=)\+?(\d{8,15})", href
    ):
        return Link("whatsapp", f"+{match[1]}")
    return None


def _clean(address: str) -> str | None:
    address = address.strip(".-'").removeprefix("u003e").removeprefix("%20")
    address = unquote(address) if "%" in address else address
    if (
        _FILES.search(address, max(0, len(address) - 6))
        or _PLACEHOLDERS.fullmatch(address)
        or len(address) > 100
    ):
        return None
    return address


def _key(number: str) -> str:
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    return digits[-9:] if len(digits) > 9 else digits.lstrip("0")


@cache
def _spelt() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return patterns of ``[at]``, ``(punkt)`` and bare ``AT``/``DOT`` between words, with the sign they
    stand for.
    """
    at = _at_words()
    dot = "|".join(sorted(map(re.escape, phrases("contact_words", "dot")), key=len, reverse=True))
    opened, closed = r"\s?[(\[{<_*|~-]{1,2}\s?", r"\s?[)\]}>_*|~-]{1,2}\s?"
    host = r"[\w-]+(?:\.[\w-]+)*"
    named = rf"\s(?i:{_NAMED_DOT})\s"
    spelt = rf"\s{host}{named}"
    return (
        (re.compile(rf"(?<=\w){opened}(?:{at}|@)(?:[\s-]sign)?{closed}(?=\w)", re.IGNORECASE), "@"),
        (re.compile(rf"(?<=\w){opened}(?:{dot}|\.){closed}(?=\w)", re.IGNORECASE), "."),
        (
            re.compile(
                rf"(?<=\w)\s(?:AT|(?i:{SPELT_AT}|at(?={spelt})))\s(?={host}(?:{named}|\.)[a-zA-Z]{{2,18}}\b)"
            ),
            "@",
        ),
        (re.compile(rf"(?<=@)([\w-]+){named}(?=[a-zA-Z]{{2,18}}\b)"), r"\1."),
        (re.compile(rf"(?<=[A-Za-z0-9]){_STARS}(?=[A-Za-z0-9-]+\.[A-Za-z])"), "@"),
    )


def _at_words() -> str:
    return "|".join(["ät", *sorted(map(re.escape, phrases("contact_words", "at")), key=len, reverse=True)])


@cache
def _spelt_hint() -> re.Pattern[str]:
    at = _at_words()
    return re.compile(
        rf"[(\[{{<_*|~-]\s?(?:{at})\s?[)\]}}>_*|~-]"
        rf"|\w\s(?:at|AT|{SPELT_AT})\s[\w.-]+(?:\.|\s(?:{_NAMED_DOT})\s)[a-z]|\w{_STARS}\w",
        re.IGNORECASE,
    )
