"""Score automatic extraction of listings: labelled real pages and our made-up layouts, and its time a page.

    python -m tests.benchmarks.auto_extract [-v]

Real pages and the scorer lie in ``../shared`` (or ``$SHARED``); without them there is nothing to do. Of
``tests/layouts/held`` only the means are printed: whoever works on the extractor must not learn more of it.
CPU milliseconds are those of one warm process, parsing included: the first reading of a page, whose texts
nothing remembers yet, and the least of three.
"""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from extractors.auto.found import Found
from extractors.auto.listings import read_listings
from flows.cli.extract import FIELDS
from flows.cli.pages import read_file

REPOSITORY = Path(__file__).resolve().parents[2]
TARGETS = {"record F1": 0.92, "field F1": 0.85, "precision on answered": 0.97, "next page right": 0.90}


class Score(NamedTuple):
    """One page. ``fields`` is None where nothing is labelled beside names."""

    name: str
    record_f1: float
    fields: float | None
    precision: float | None
    next_right: bool
    first_ms: float
    ms: float


def load_scorer(shared: Path) -> ModuleType:
    """Return the acceptance scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_listings", shared / "accept" / "score_listings.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read_timed(page: Path, url: str | None, rounds: int = 3) -> tuple[Found, list[float]]:
    """Return what is found on a page and the CPU milliseconds that each reading took."""
    taken: list[float] = []
    for _ in range(rounds):
        document = read_file(page, url)
        started = time.process_time()
        found = read_listings(document)
        taken.append(1000 * (time.process_time() - started))
    return found, taken


def score_folder(folder: Path, scorer: Any) -> Score | None:
    """Return the score of one labelled page; None for a company's own page."""
    truth = json.loads((folder / "truth.json").read_text())
    if "records" not in truth:
        return None
    url = json.loads((folder / "meta.json").read_text()).get("url")
    found, taken = read_timed(next(folder.glob("page.*")), url)
    records = [{key: one.values[key] for key in FIELDS if key in one.values} for one in found.records]
    base = url or scorer.NO_URL
    score = scorer.score_page(truth, records, base)
    want, got = truth.get("next_page"), found.next_page
    right = (not want and not got) or bool(
        want and got and scorer.place(want, base) == scorer.place(got, base)
    )
    precision = score["matched"] / score["found"] if score["found"] else None
    return Score(folder.name, score["record_f1"], score["field_f1"], precision, right, taken[0], min(taken))


def summary(scores: list[Score]) -> dict[str, float]:
    """Return the means over pages, each page counting the same, and the median time."""
    fields = [one.fields for one in scores if one.fields is not None]
    answered = [one.precision for one in scores if one.precision is not None]
    return {
        "record F1": statistics.mean(one.record_f1 for one in scores),
        "field F1": statistics.mean(fields) if fields else 1.0,
        "precision on answered": statistics.mean(answered) if answered else 1.0,
        "next page right": statistics.mean(one.next_right for one in scores),
        "median ms a page, first reading": statistics.median(one.first_ms for one in scores),
        "median ms a page": statistics.median(one.ms for one in scores),
    }


def main() -> int:
    """Print a table a set; 0 whatever the score, also where there is nothing to score."""
    shared = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared"))
    if not (shared / "accept" / "score_listings.py").exists():
        sys.stdout.write(f"skipped: {shared / 'accept'} has no score_listings.py\n")
        return 0
    scorer = load_scorer(shared)
    layouts = REPOSITORY / "tests" / "layouts"
    sets = (
        ("real pages", shared / "pages"),
        ("layouts dev", layouts / "dev"),
        ("layouts held", layouts / "held"),
    )
    sys.stdout.write("| what | target | got |\n|---|---|---|\n")
    for name, root in sets:
        folders = sorted(root.iterdir()) if root.is_dir() else []
        scores = [
            one
            for folder in folders
            if (folder / "truth.json").exists() and (one := score_folder(folder, scorer))
        ]
        if not scores:
            sys.stdout.write(f"| {name} | | none there |\n")
            continue
        for what, value in summary(scores).items():
            target = f">= {TARGETS[what]}" if what in TARGETS else "<= 15"
            shown = f"{value:.1f}" if what not in TARGETS else f"{value:.4f}"
            sys.stdout.write(f"| {name} ({len(scores)} pages): {what} | {target} | {shown} |\n")
        if "-v" in sys.argv and root.name != "held":
            for one in sorted(scores, key=lambda one: one.record_f1):
                fields = "-" if one.fields is None else f"{one.fields:.3f}"
                sys.stdout.write(
                    f"{one.name}: records {one.record_f1:.3f}, fields {fields}, {one.ms:.1f} ms\n"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
