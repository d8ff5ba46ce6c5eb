"""Print F1 on hard pairs of names alone, and what kind of difference the misses show.

    python -m tests.benchmarks names

The labelled pairs are in ``../shared`` (or ``$SHARED``). Without them there is nothing to do. The kind of
a difference is found out by code, from the two names, never from the label.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd
from rapidfuzz.distance import OSA

from transforms.clean import company_name, company_names, legal_kind
from transforms.clean.scripts import is_latin
from transforms.resolve import resolve
from transforms.resolve.names import compare_names, count_words
from transforms.resolve.remainders import is_acronym

REPOSITORY = Path(__file__).resolve().parents[2]
KINDS = (
    "script",
    "legal form",
    "word order",
    "joined or split",
    "acronym",
    "other number",
    "typing error",
    "extra word",
    "other word",
    "none",
)


def kind_of(one: str, two: str) -> str:
    """The most telling difference between two names as printed."""
    if is_latin(one) != is_latin(two):
        return "script"
    names = company_name(one), company_name(two)
    words = [name.compare.split() for name in names]
    forms = [legal_kind(name.legal_form) for name in names]
    if sorted(words[0]) == sorted(words[1]):
        if words[0] != words[1]:
            return "word order"
        return "none" if forms[0] == forms[1] else "legal form"
    joined = ["".join(part) for part in words]
    if joined[0] == joined[1]:
        return "joined or split"
    if is_acronym(joined[0], words[1]) or is_acronym(joined[1], words[0]):
        return "acronym"
    own = [
        [word for word in mine if word not in other] for mine, other in zip(words, words[::-1], strict=True)
    ]
    if any(_is_number(word) for side in own for word in side):
        return "other number"
    if not own[0] or not own[1]:
        return "extra word"
    if OSA.distance(" ".join(own[0]), " ".join(own[1])) <= 2:
        return "typing error"
    return "extra word" if len(words[0]) != len(words[1]) else "other word"


def _is_number(word: str) -> bool:
    return any(c.isdigit() for c in word) or (word != "" and set(word) <= set("ivx"))


def quality(shared: Path) -> None:
    """Print F1 and the table of misses by kind."""
    with (shared / "er" / "names.csv").open(encoding="utf-8") as file:
        printed = {row["id"]: row["name"] for row in csv.DictReader(file)}
    with (shared / "er" / "names_truth.csv").open(encoding="utf-8") as file:
        judged = [(row["id_a"], row["id_b"], row["match"] == "1") for row in csv.DictReader(file)]
    found = resolve(pd.DataFrame({"listing_id": list(printed), "name": list(printed.values())})).clusters
    cluster = dict(zip(found["listing_id"], found["cluster"], strict=True))
    pairs, missed, wrong = Counter[str](), Counter[str](), Counter[str]()
    hits, lines = 0, []
    for a, b, is_same in judged:
        kind, joined = kind_of(printed[a], printed[b]), cluster[a] == cluster[b]
        pairs[kind] += 1
        hits += joined and is_same
        missed[kind] += is_same and not joined
        wrong[kind] += joined and not is_same
        if joined != is_same:
            lines.append(f"  {'wrong' if joined else 'missed'}: {printed[a]} | {printed[b]} ({kind})")
    errors = missed.total() + wrong.total()
    sys.stdout.write(f"names: f1 {2 * hits / (2 * hits + errors):.4f}, {len(judged)} pairs\n\n")
    sys.stdout.write(f"{'difference':<16} {'pairs':>6} {'missed':>6} {'wrong':>6}\n")
    for kind in KINDS:
        sys.stdout.write(f"{kind:<16} {pairs[kind]:>6} {missed[kind]:>6} {wrong[kind]:>6}\n")
    sys.stdout.write("\n" + "\n".join(lines) + "\n\n")


def speed(names: list[str]) -> None:
    """Print CPU microseconds of cleaning, counting and comparing, for many variants of these names."""
    many = [f"{name} {other.split()[0]}" for other in names[:150] for name in names if other.split()]
    company_names(many[:100], [None] * 100)
    started = time.process_time()
    compare = company_names(many, [None] * len(many))[0]
    cleaned = time.process_time()
    words = count_words(sorted(set(compare) - {""}))
    counted = time.process_time()
    size = len(words.names)
    a, b = (
        pd.Series(range(size)).sample(4 * size, replace=True, random_state=seed).to_numpy() for seed in (1, 2)
    )
    compare_names(words, a, b)
    compared = time.process_time()
    for what, seconds, of in (
        ("clean a name", cleaned - started, len(many)),
        ("count a name", counted - cleaned, size),
        ("compare a pair", compared - counted, len(a)),
    ):
        sys.stdout.write(f"{what}: {1e6 * seconds / of:.2f} us ({of} of them)\n")


def main() -> int:
    """Measure where the set is there; 0 also where it is not."""
    shared = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))
    path = shared / "er" / "names.csv"
    if not path.exists():
        sys.stdout.write(f"names: skipped, {path} is not there\n")
        return 0
    quality(shared)
    with path.open(encoding="utf-8") as file:
        speed([row["name"] for row in csv.DictReader(file)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
