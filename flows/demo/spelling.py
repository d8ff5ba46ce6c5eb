"""Light normalisation: when two spellings of a name, street or number say the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from flows.demo.firms import Firm
from flows.demo.names import FORM_VARIANTS

_STREET_WORDS = {  # as `plain` leaves them: avenu for avenue
    "strasse": "str",
    "avenu": "av",
    "ave": "av",
    "boulevard": "bd",
    "blvd": "bd",
    "chemin": "chem",
    "street": "st",
    "road": "rd",
    "lane": "ln",
    "drive": "dr",
    "platz": "pl",
}
_STREET_ENDS = re.compile(r"(strasse|platz)\b")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return the text in lower case, ``ä`` and ``ae`` alike as ``a``, without accents; words kept apart."""
    text = text.casefold().replace("ß", "ss")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for two, one in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        text = text.replace(two, one)
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


def street_key(text: str) -> str:
    """Return a street with its usual abbreviations undone, letters and digits alone."""
    words = _STREET_ENDS.sub(lambda match: _STREET_WORDS[match[1]], plain(text)).split()
    return "".join(_STREET_WORDS.get(word, word) for word in words)


def host(text: str) -> str:
    """Return the host of a web or mail address without ``www.``."""
    text = text.casefold().replace("(at)", "@").rpartition("@")[2]
    return text.removeprefix("mailto:").partition("://")[2].partition("/")[0].removeprefix("www.") or (
        text.partition("/")[0].removeprefix("www.")
    )


def digits(text: str) -> str:
    """Return the digits of a text."""
    return re.sub(r"\D", "", text)


def same_legal_name(firm: Firm, given: str) -> bool:
    """True where ``given`` is the firm's full name, its legal form spelled in any usual way."""
    forms = [firm.form, *FORM_VARIANTS.get(firm.form, [])]
    wanted = {plain(f"{firm.core} {form}").replace(" ", "") for form in forms}
    if firm.native:
        wanted.add(plain(firm.native).replace(" ", ""))
    return plain(given).replace(" ", "") in wanted
