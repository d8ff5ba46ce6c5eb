"""The words that lists print before values and above columns, by field, in the languages that we know."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

import config
from extractors import company_words

_VOCABULARY = Path(config.__file__ or "").parent / "vocabulary"
CACHED = 8192
"""The same short texts come up again and again while groupings of one page are compared."""
_DIGIT = re.compile(r"\d")
_ENDS = " \t\u00a0.:：;,*#-–—|/()[]?№°º•·"
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff\uff00-\uff5e]")
_CJK_GAP = re.compile(r"(?<=[\u3040-\u9fff])\s(?=[\u3040-\u9fff])")
_NUMBERS = frozenset({"phone", "fax", "reference"})
"""Labels that need no colon before a number."""


@lru_cache(maxsize=CACHED)
def fold(text: str) -> str:
    """Lower case without accents and outer punctuation: how labels are compared."""
    text = " ".join(text.replace(". ", " ").replace(".-", " ").split()).casefold().strip(_ENDS)
    if not text.isascii():
        text = _CJK_GAP.sub("", text)
        decomposed = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))
    return text


@cache
def load_raw(name: str) -> dict[str, Any]:
    """Return a vocabulary file as it stands."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load((_VOCABULARY / f"{name}.yml").read_text(encoding="utf-8"), Loader=loader)
    return data


def load(name: str) -> dict[str, list[str]]:
    """Return a vocabulary file as field -> phrases."""
    return {
        key: [word for part in str(line).split(";") if (word := part.strip())]
        for key, line in load_raw(name).items()
    }


@cache
def labels() -> dict[str, str]:
    """Return label -> field. A word of two fields belongs to the first one in the file."""
    found: dict[str, str] = {}
    for field, words in load("listing_labels").items():
        for word in words:
            found.setdefault(fold(word), field)
    return found


@cache
def _starts() -> re.Pattern[str]:
    """A label at the start of a text that goes on with its value: ``Tel. 030 12``, ``Phone (0) 12``."""
    words = sorted((word for word in labels() if len(word) > 1), key=len, reverse=True)
    joined = "|".join(re.escape(word).replace("\\ ", r"[\s.-]{1,3}") for word in words)
    return re.compile(rf"({joined})(?![^\W\d_])", re.IGNORECASE)


@lru_cache(maxsize=CACHED)
def label_of(text: str) -> str | None:
    """Return the field that ``text`` is a label of: exactly, or by its last or first word. Else None."""
    if len(text) > 50:
        return None
    folded = fold(text)
    if not folded:
        return None
    known = labels()
    if field := known.get(folded):
        return field
    bare = re.sub(r"\s*[(（\[].*$", "", folded)
    if bare != folded and (field := known.get(bare.strip(_ENDS))):
        return field
    parts = re.split(r"[\s/&,.]+|(?<=\w)-(?=\w)", folded)
    if 1 < len(parts) <= 4:
        for part in (parts[-1], parts[0]):
            if len(part) > 2 and (field := known.get(part)) and field not in ("hours",):
                return field
    return None


@lru_cache(maxsize=CACHED)
def leading_label(text: str) -> tuple[str, str] | None:
    """Return (field, rest) where ``text`` opens with a label: ``Tel: 12`` or ``Fax 12``. Else None."""
    head, colon, rest = text.partition(":")
    if not colon:
        head, colon, rest = text.partition("：")
    if colon and len(head) <= 40 and not rest.startswith("//"):
        field = label_of(head)
        if field:
            return field, rest.strip()
    folded = _fold_keep(text[:60])
    match = _starts().match(folded)
    if match and match.end() < len(text):
        field = labels().get(fold(re.sub(r"[\s.-]+", " ", match[1])), "other")
        rest = text[match.end() :].lstrip(_ENDS)
        if rest and (field in _NUMBERS and rest[0] in "+(0123456789（" or field == "email" and "@" in rest):
            return field, text[match.end() :].lstrip(" \t\u00a0.:：;,*#-–—|/•·")
    if (
        len(text) > 3
        and text[1] in " .:"
        and text[0].lower() in "tpf"
        and re.match(r"[ .:]+[+(\d]", text[1:])
    ):
        return ("fax" if text[0].lower() == "f" else "phone"), text[2:].lstrip(" .:")
    return None


def _fold_keep(text: str) -> str:
    """Fold letter by letter, so that positions stay those of ``text``."""
    folded = text.lower()
    if folded.isascii() or len(folded) != len(text):
        return folded if len(folded) == len(text) else text
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFKD", match[0])[0], folded)


@cache
def words_of(name: str, key: str) -> frozenset[str]:
    """Return the space-separated words under one key of a vocabulary file."""
    return frozenset(" ".join(load(name)[key]).split())


@cache
def _inner() -> re.Pattern[str]:
    words = sorted((re.escape(word) for word in labels() if len(word) > 1), key=len, reverse=True)
    return re.compile(
        rf"(?<=[\s,;/)\]|–-])(?:(?:{'|'.join(words)})\.?\s?[:：]|(?:{'|'.join(_NUMBERED())})[.:：]*\s*[+(\d]|[tfmpew]\s?[.:]\s?[+(\dwa-z])",
        re.IGNORECASE,
    )


def _NUMBERED() -> list[str]:
    found = labels()
    words = (word for word, field in found.items() if field in ("phone", "fax") and len(word) > 1)
    return sorted((re.escape(word) for word in words), key=len, reverse=True)


@lru_cache(maxsize=CACHED)
def split_labels(text: str) -> tuple[str, ...]:
    """Cut ``text`` before each label inside it: ``Tel: 1 Fax: 2`` is two pieces."""
    if ":" not in text and "：" not in text and not _DIGIT.search(text):
        return (text,)
    folded = _fold_keep(text)
    if len(folded) != len(text):
        return (text,)
    starts = [match.start() for match in _inner().finditer(folded)]
    if not starts:
        return (text,)
    edges = [0, *starts, len(text)]
    pieces = [text[a:b].strip(" ,;/|–-") for a, b in zip(edges, edges[1:], strict=False)]
    return tuple(piece for piece in pieces if piece)


is_legal_name = lru_cache(maxsize=CACHED)(company_words.is_legal_name)
"""`extractors.company_words.is_legal_name`, remembered."""
