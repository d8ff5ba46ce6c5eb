"""The words that lists print before values and above columns, by field, in the languages that we know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from extractors import company_words, vocabulary

CACHED = 8192
"""The same short texts come up again and again while groupings of one page are compared."""
_DIGIT = re.compile(r"\d")
_HOUSE = re.compile(r"n(?:o|r|um|º|°)?\.?\s?[:：]\s*\d{1,4}[a-z]?(?![\d.-])", re.IGNORECASE)
"""The number of a house: Cad. No: 12."""
_WORD = re.compile(r"[^\W\d_]{3}")
_ENDS = " \t\u00a0.:：;,*#-–—|/()[]?№°º•·"
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff\uff00-\uff5e]")
_CJK_GAP = re.compile(r"(?<=[\u3040-\u9fff])\s(?=[\u3040-\u9fff])")
_BRACKETED = re.compile(r"\s*[(（\[].*$")
_BETWEEN = re.compile(r"[\s/&,.]+|(?<=\w)-(?=\w)")
_SAME_LETTER = str.maketrans({"\u0130": "i", "ς": "σ", "ſ": "s"})
"""Letters that no folded word has, and whose case changes nothing but themselves."""
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


_NO_LETTERS = re.compile(r"[\W_]+")


def letters_of(text: str) -> str:
    """Return the letters and digits of ``text``: how names are compared that are set in different ways."""
    return _NO_LETTERS.sub("", text)


def load(name: str) -> dict[str, list[str]]:
    """Return a vocabulary file as field -> phrases."""
    return {
        key: [word for part in str(line).split(";") if (word := part.strip())]
        for key, line in vocabulary.load(name).items()
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
    """A label at the start of a folded text that goes on with its value: ``tel. 030 12``."""
    joined = _one_of(word for word in labels() if len(word) > 1).replace("\\ ", r"[\s.-]{1,3}")
    return re.compile(rf"({joined})(?![^\W\d_])")


def _one_of(words: Iterable[str]) -> str:
    """Return a pattern of any of ``words``, the longest first, which are put together by their first letter:
    `re` tries all alternatives of one place, hundreds of them, but rejects a wrong letter at once.
    """
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(ends)})" for letter, ends in by_letter.items())


@lru_cache(maxsize=CACHED)
def label_of(text: str) -> str | None:
    """Return the field that ``text`` is a label of: exactly, or by its last or first words, the more the
    better. Else None.
    """
    if len(text) > 50:
        return None
    folded = fold(text)
    if not folded:
        return None
    known = labels()
    if field := known.get(folded):
        return field
    if ":" in folded or "：" in folded:
        return None  # a label and its value
    bare = _BRACKETED.sub("", folded)
    if bare != folded and (field := known.get(bare.strip(_ENDS))):
        return field
    parts = _BETWEEN.split(folded)
    if 1 < len(parts) <= 4 and not _DIGIT.search(folded):
        for size in range(len(parts) - 1, 0, -1):
            for part in (" ".join(parts[-size:]), " ".join(parts[:size])):
                if len(part) > 2 and (field := known.get(part)) and field != "hours":
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
        if field and (len(head) > 1 or field not in _NUMBERS or _DIGIT.search(rest)):  # T:mi Aalto has none
            return field, rest.strip()
    folded = _fold_keep(text[:60])
    match = _starts().match(folded)
    if match and match.end() < len(text):
        field = labels().get(fold(re.sub(r"[\s.-]+", " ", match[1])), "other")
        rest = text[match.end() :].lstrip(_ENDS)
        is_number = field in _NUMBERS and rest[:1] in tuple("+(0123456789（")
        if field == "reference" and _WORD.search(rest):
            is_number = False  # Lot 3 Pacific Highway
        if is_number or (field == "email" and "@" in rest):
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
    if text.isascii():
        return text.lower()
    folded = text.translate(_SAME_LETTER).lower()
    return _ACCENTED.sub(lambda match: unicodedata.normalize("NFKD", match[0])[0], folded)


@cache
def words_of(name: str, key: str) -> frozenset[str]:
    """Return the space-separated words under one key of a vocabulary file."""
    return frozenset(" ".join(load(name)[key]).split())


@cache
def _inner() -> re.Pattern[str]:
    known = labels()
    words = _one_of(word for word in known if len(word) > 1)
    numbered = _one_of(word for word, field in known.items() if field in ("phone", "fax") and len(word) > 1)
    return re.compile(
        rf"(?<=[\s,;/)\]|–-])(?:(?:{words})\.?\s?[:：]|(?:{numbered})[.:：]*\s*[+(]{{0,2}}\d|[tfmpew]\s?[.:]\s?[+(\wa-z])"
    )


@lru_cache(maxsize=CACHED)
def split_labels(text: str) -> tuple[str, ...]:
    """Cut ``text`` before each label inside it: ``Tel: 1 Fax: 2`` is two pieces."""
    if ":" not in text and "：" not in text and not _DIGIT.search(text):
        return (text,)
    edges = [0]
    for match in _inner().finditer(_fold_keep(text)):
        end = match.end() - 1 if text[match.end() - 1] in ":：" else match.end()
        if _HOUSE.match(text, match.start()):
            continue
        if fold(text[edges[-1] : end]) not in labels():  # else it ends a longer one: Contact person
            edges.append(match.start())
    if len(edges) == 1:
        return (text,)
    edges.append(len(text))
    pieces = [text[a:b].strip(" ,;/|–-") for a, b in zip(edges, edges[1:], strict=False)]
    return tuple(piece for piece in pieces if piece)


is_legal_name = lru_cache(maxsize=CACHED)(company_words.is_legal_name)
"""`extractors.company_words.is_legal_name`, remembered."""
