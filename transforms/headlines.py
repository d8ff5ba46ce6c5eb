"""What a headline reports: a kind of ``config/vocabulary/signals.yml``, by words in four languages."""

from __future__ import annotations

import re
from functools import cache

from config.words import signal_kinds
from transforms.clean import fold, is_cjk

_NOT_WORD = re.compile(r"[\W_]+")
_GAP = r"(?: [^ ]+){0,4}? "
"""What '...' stands for: up to four words."""
IN_TITLE = 0.95
IN_TEXT = 0.7
"""How sure a kind is by words of the title, and of the text alone."""


def _flat(text: str) -> str:
    return f" {_NOT_WORD.sub(' ', fold(text)).strip()} "


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], tuple[str, ...]]]:
    """Kind, pattern over folded text, native-script words; in the order of trial."""
    patterns = []
    for kind, spec in signal_kinds().kinds.items():
        words = [w for w in spec.words() if not is_cjk(w)]
        alternatives = [
            _GAP.join(re.escape(_flat(part).strip()) for part in word.split("...")) for word in words
        ]
        joined = "|".join(sorted(filter(None, alternatives), key=lambda a: (-len(a), a)))
        native = tuple(w for w in spec.words() if is_cjk(w))
        patterns.append((kind, re.compile(rf" (?:{joined})(?= )"), native))
    return patterns


def kind_of(title: str, text: str | None) -> tuple[str | None, float]:
    """Return (kind, confidence); (None, 0.0) where the words report nothing that we know.

    The title decides; the text is asked only where the title says nothing, and only its beginning: further
    down items speak of other things.
    """
    for printed, sure in ((title, IN_TITLE), ((text or "")[:300], IN_TEXT)):
        flat = _flat(printed)
        for kind, pattern, native in _patterns():
            if pattern.search(flat) or any(word in printed for word in native):
                return kind, sure
    return None, 0.0
