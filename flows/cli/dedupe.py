"""The command ``dedupe``: one table in, one table out, and what was found in sentences."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from config.errors import UserError
from flows.cli.options import JsonOption
from flows.cli.printing import as_json, say


class Level(StrEnum):
    """What one entity is: an establishment or a company."""

    auto = "auto"
    location = "location"
    company = "company"


def dedupe(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN.csv",
            help="Rows with columns id, name and any of source, street, city, "
            "region, postcode, country, phone, website, email, category.",
        ),
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT.csv", help="Where to write id, company_id.")],
    level: Annotated[
        Level, typer.Option(help="What one entity is; auto: location where streets or phones are there.")
    ] = Level.auto,
    threshold: Annotated[
        float, typer.Option(help="Probability from which two rows are one; above 0, below 1.")
    ] = 0.5,
    labels: Annotated[
        Path | None, typer.Option(help="CSV id_a, id_b, match (1/0): pairs that are known; they are obeyed.")
    ] = None,
    explain: Annotated[
        Path | None, typer.Option(help="Where to write each compared pair with its reasons.")
    ] = None,
    clean_source: Annotated[
        list[str] | None, typer.Option("--clean-source", help="This source lists nobody twice; repeatable.")
    ] = None,
    rename: Annotated[
        list[str] | None, typer.Option("--map", help="Read column b as column a: --map a=b; repeatable.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find which rows of a CSV are the same company. Needs no project and no warehouse."""
    from transforms.dedupe import dedupe_file

    summary = dedupe_file(
        source,
        target,
        level=level.value,
        threshold=threshold,
        labels=labels,
        explain=explain,
        clean_sources=frozenset(clean_source or ()),
        renames=dict(_pair(text) for text in rename or ()),
    )
    if json:
        say(as_json(summary))
    else:
        say(_told(summary, target))


def _told(summary: dict[str, Any], target: Path) -> str:
    """Return what was found, in sentences."""
    what = "companies" if summary["level"] == "company" else "places"
    rows, found = f"{summary['rows']:,}", f"{summary['companies']:,}"
    told = [
        f"{rows} rows are {found} {what}, the largest of {summary['largest']:,} rows.",
        f"{summary['pairs_compared']:,} pairs were compared in {summary['seconds']} s.",
    ]
    if summary["oversized"]:
        told.append(
            f"Look at {summary['oversized']:,} of them: they have more rows than the sources should give."
        )
    if dropped := sum(summary["dropped_by_cap"].values()):
        told.append(f"{dropped:,} rows share their keys with too many others to be compared by them.")
    if judged := summary["judged_same"] + summary["judged_different"]:
        told.append(f"{judged:,} labelled pairs were kept to.")
    return "\n".join([*told, f"Written to {target}."])


def _pair(text: str) -> tuple[str, str]:
    column, sign, given = text.partition("=")
    if not (column and sign and given):
        raise UserError(f"--map {text}: write it as column=name_in_the_file, such as --map name=Company.")
    return column, given
