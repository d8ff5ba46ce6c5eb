"""Words that tell a registered name from a slogan, and a mailbox of a function from that of a person."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

import config
from extractors.plain_text import one_line

_VOCABULARY = Path(config.__file__ or "").parent / "vocabulary"
_LONGEST_NAME = 90

_COUNTRIES = frozenset(
    """germany deutschland allemagne austria osterreich autriche switzerland schweiz suisse france
    frankreich england scotland wales ireland irland irlande usa china chine italy italien italie
    italia spain spanien espagne espana portugal netherlands niederlande nederland pays-bas belgium
    belgien belgique belgie luxembourg luxemburg denmark danemark danmark sweden schweden suede
    sverige norway norwegen norvege norge finland finnland finlande suomi poland polen pologne
    polska czechia tschechien tchequie slovakia slowakei slovaquie hungary ungarn hongrie slovenia
    slowenien slovenie croatia kroatien croatie romania rumanien roumanie bulgaria bulgarien
    bulgarie greece griechenland grece turkey turkei turquie turkiye japan japon canada kanada
    mexico mexiko mexique brazil brasilien bresil brasil india indien inde australia australien
    australie taiwan singapore singapur singapour vietnam thailand thailande malaysia malaisie
    indonesia indonesien indonesie israel liechtenstein estonia estland estonie latvia lettland
    lettonie lithuania litauen lituanie ukraine royaume-uni etats-unis 中国 日本""".split()
) | {
    "united kingdom", "great britain", "vereinigtes konigreich", "united states", "united states of america",
    "p r china", "pr china", "the netherlands", "czech republic", "south korea", "south africa", "hong kong",
    "vereinigte staaten",
}  # fmt: skip
"""Countries as the last line of an address, folded; a word that is not here is no country, only unknown."""


def is_country(line: str) -> bool:
    """True where the line is the name of a country in English, German or French (or its own)."""
    return len(line) <= 30 and re.sub(r"\.\s*", " ", _fold(line)).strip() in _COUNTRIES


def is_role_mail(address: str) -> bool:
    """True where the mailbox is that of a function (info@, einkauf@), not of a person."""
    left = re.sub(r"\d+$", "", _fold(address.partition("@")[0]))
    return left in _role_words() or left.split("-")[0].split("_")[0] in _role_words()


def is_legal_name(line: str) -> bool:
    """True where a short line ends with a legal form such as GmbH, SARL, Ltd or 有限公司."""
    if ":" in line or not 2 < len(line) <= _LONGEST_NAME:
        return False
    words, native = _legal_forms()
    if line.endswith(native):
        return True
    parts = re.sub(r"[.,()]", "", _fold(line)).replace("&", "and").split()
    return len(parts) <= 12 and any(" ".join(parts[-n:]) in words for n in range(1, min(5, len(parts))))


def _load(name: str) -> list[object]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where there is C
    loaded = yaml.load((_VOCABULARY / f"{name}.yml").read_text(encoding="utf-8"), Loader=loader)
    assert isinstance(loaded, list)
    return loaded


@cache
def _role_words() -> frozenset[str]:
    return frozenset(word for line in _load("role_mailboxes") for word in str(line).split())


@cache
def _legal_forms() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return folded forms of Latin script and forms that end a name without a space."""
    forms = [form for form in _load("legal_forms") if isinstance(form, dict)]
    words = frozenset(str(word) for form in forms for word in form.get("words", ()) if len(str(word)) > 1)
    return words, tuple(str(word) for form in forms for word in form.get("native", ()))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", one_line(text).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
