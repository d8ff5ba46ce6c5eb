"""How many changes of a site are noticed, named and healed, and how often nothing is the matter?

    python -m tests.benchmarks.drift

Eight sites live through good nights, then each of some twenty-five changes happens to them. Two sets of
seeds: on `TUNED` the detector was looked at, `UNSEEN` draw other entries, other choices, other texts.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from config.catalogue import Source, load_source
from config.home import Home
from extractors.heal import PROVED, heal
from extractors.staging import read_partition
from tests.benchmarks.drift_mutations import HTML, JSON, Mutation, Sent, mutation_of
from tests.benchmarks.drift_nights import TARGETS, day_of, life, source_of, stage

TUNED, UNSEEN = (2, 4), (7, 9)
GOOD_NIGHTS, NATURAL_NIGHTS = 6, 21
Row = tuple[object, ...]
Night = Callable[[str], Sent | None]
Change = Callable[[Sent], Sent]
_NOT_COMPARED = {"page_sha256", "retrieved_at", "url", "source"}


@dataclass(frozen=True)
class Outcome:
    """What one change did to one site, and what was said about it."""

    source: str
    seed: int
    kind: str
    expect: str | None
    is_harmed: bool
    state: str
    drift: str | None
    cause: str | None
    healed: bool | None = None
    """None where there was nothing to heal."""

    @property
    def is_caught(self) -> bool:
        return self.state != "ok"


def rows_of(folder: Path) -> set[Row]:
    """Return the staged listings as comparable rows."""
    table = pq.read_table(folder / "listings.parquet")
    names = [name for name in table.column_names if name not in _NOT_COMPARED]
    return set(zip(*(table[name].to_pylist() for name in names), strict=True))


def changes(name: str) -> dict[str, Mutation]:
    """Return what can happen to a site of that format."""
    return JSON if name in ("demo_exhibitors", "demo_register") else HTML


def outcomes(name: str, seed: int, folder: Path, kinds: Iterable[str] | None = None) -> list[Outcome]:
    """Let one site live through good nights and then through each change; return what was noticed."""
    source, home, site = source_of(name, folder), Home(folder), life(name, seed)
    for number in range(GOOD_NIGHTS):
        stage(source, home, day_of(number), site.night(number))
    day, answer = day_of(GOOD_NIGHTS), site.night(GOOD_NIGHTS)
    stage(source, home, day, answer)
    usual = rows_of(home.staging(name, day))
    found = []
    for kind, mutation in changes(name).items():
        if kinds is not None and kind not in kinds:
            continue
        change = mutation_of(mutation, TARGETS[name], seed, is_unseen=seed in UNSEEN)
        stage(source, home, day, answer, change)
        health = read_partition(home.staging(name, day)).health
        is_harmed = rows_of(home.staging(name, day)) != usual or (
            kind == "records_doubled" and bool(mutation.expect)
        )
        healed = _heal(source, home, answer, change, usual) if is_harmed and mutation.heals else None
        found.append(
            Outcome(
                name,
                seed,
                kind,
                mutation.expect,
                is_harmed,
                health.state,
                health.drift,
                health.cause,
                healed,
            )
        )
    return found


def _heal(source: Source, home: Home, site: Night, change: Change, usual: set[Row]) -> bool | None:
    """True where the proposal, applied, gives the rows of the unchanged night; None: selectors cannot."""
    if source.spec.custom:
        return None
    proposal = heal(source, home)
    if proposal.reason or not proposal.text:
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.path.name
        path.write_text(proposal.text, encoding="utf-8")
        healed = Source(load_source(path, {}).spec, source.path)
    day = day_of(GOOD_NIGHTS)
    stage(healed, home, day, site, change)
    return _f1(usual, rows_of(home.staging(source.name, day))) >= PROVED


def _f1(wanted: set[Row], got: set[Row]) -> float:
    """Return F1 over single values: (name, column, value)."""
    one, other = (
        {(row[1], i, value) for row in rows for i, value in enumerate(row) if value} for rows in (wanted, got)
    )
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def false_alarms(name: str, seed: int, folder: Path, nights: int = NATURAL_NIGHTS) -> tuple[list[str], int]:
    """Return the causes given on nights on which nothing is the matter, and how many nights there were."""
    source, home, site = source_of(name, folder), Home(folder), life(name, seed)
    causes = []
    for number in range(nights):
        counts = stage(source, home, day_of(number), site.night(number))
        if counts.state != "ok":
            causes.append(f"{name} night {number}: {counts.cause}")
    return causes, nights


def table(title: str, found: Sequence[Outcome], natural: tuple[list[str], int]) -> str:
    """Return the figures of one set of seeds as a markdown table."""
    harmful = [one for one in found if one.is_harmed and one.expect]
    harmless = [one for one in found if not one.is_harmed]
    caught = [one for one in harmful if one.is_caught]
    right = [one for one in caught if one.drift == one.expect]
    heals = [one for one in harmful if one.healed is not None]
    wrong = [one for one in harmless if one.is_caught]
    causes, nights = natural
    lines = [
        f"| {title} | target | got |",
        "|---|---|---|",
        f"| changes caught, of {len(harmful)} | >= 95 % | {_share(len(caught), len(harmful))} |",
        f"| cause right, of those caught | >= 85 % | {_share(len(right), len(caught))} |",
        f"| false alarms, of {nights} natural nights | <= 1 % | {_share(len(causes), nights)} |",
        f"| alarms over {len(harmless)} changes that change no row | 0 | {len(wrong)} |",
        f"| changes of layout healed, of {len(heals)} | >= 70 % |"
        f" {_share(sum(bool(one.healed) for one in heals), len(heals))} |",
    ]
    return "\n".join(lines) + "\n"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def by_kind(found: Sequence[Outcome]) -> str:
    """Return a line for each kind of change: harmed, caught, cause right, which causes were named, healed."""
    lines = [
        "| change | cause | harmful | caught | right | named | healed |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in HTML:
        of = [one for one in found if one.kind == kind]
        harmful = [one for one in of if one.is_harmed]
        named = Counter(str(one.drift) for one in of if one.is_caught)
        told = " ".join(f"{cause} {count}" for cause, count in sorted(named.items()))
        heals = [one for one in of if one.healed is not None]
        lines.append(
            f"| {kind} | {of[0].expect if of else '-'} | {len(harmful)} of {len(of)} |"
            f" {sum(one.is_caught for one in harmful)} | {sum(one.drift == one.expect for one in harmful)} |"
            f" {told} | {sum(bool(one.healed) for one in heals)} of {len(heals)} |"
        )
    return "\n".join(lines) + "\n"


def measure(seeds: Sequence[int]) -> tuple[list[Outcome], tuple[list[str], int]]:
    """Return every outcome and the false alarms of the seeds."""
    found: list[Outcome] = []
    causes: list[str] = []
    nights = 0
    for seed in seeds:
        for name in TARGETS:
            with tempfile.TemporaryDirectory() as folder:
                found += outcomes(name, seed, Path(folder))
            with tempfile.TemporaryDirectory() as folder:
                told, lived = false_alarms(name, seed, Path(folder))
            causes, nights = causes + told, nights + lived
    return found, (causes, nights)


def main() -> int:
    """Print the table of the seeds that were looked at, and that of the others."""
    for title, seeds in (("drift, tuned seeds", TUNED), ("drift, unseen seeds", UNSEEN)):
        found, natural = measure(seeds)
        sys.stdout.write(f"{table(title, found, natural)}\n{by_kind(found)}\n")
        if "-v" in sys.argv:
            for one in found:
                if one.expect != one.drift or (one.is_caught and not one.is_harmed):
                    sys.stdout.write(f"{one}\n")
            sys.stdout.write("\n".join(natural[0]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
