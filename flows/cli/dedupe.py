"""The command ``dedupe``: one table in, one table out, and what was found in sentences."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from config.errors import UserError
from flows.cli.options import JsonOption
from flows.cli.printing import as_json, complain, say


class Level(StrEnum):
    """What one entity is: an establishment or a company."""

    auto = "auto"
    location = "location"
    company = "company"


def dedupe(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="IN",
            help="CSV or Parquet with id, name and any of source, street, city, region, postcode, country, "
            "phone, website, email, category, reg_no, lei, vat_id, also by other usual headers.",
        ),
    ],
    target: Annotated[
        Path, typer.Argument(metavar="OUT", help="Where to write id, company_id: .csv, .csv.gz or .parquet.")
    ],
    level: Annotated[
        Level, typer.Option(help="What one entity is; auto: location where streets or phones are there.")
    ] = Level.auto,
    threshold: Annotated[
        float, typer.Option(help="Probability from which two rows are one; above 0.2, below 1.")
    ] = 0.5,
    labels: Annotated[
        Path | None,
        typer.Option(help="Table id_a, id_b, match (1/0): pairs that are known; obeyed, and learnt from."),
    ] = None,
    explain: Annotated[
        Path | None, typer.Option(help="Where to write each pair that came close, with its reasons.")
    ] = None,
    why: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Say why these two rows are one, or are not."),
    ] = None,
    clean_source: Annotated[
        list[str] | None, typer.Option("--clean-source", help="This source lists nobody twice; repeatable.")
    ] = None,
    rename: Annotated[
        list[str] | None,
        typer.Option(
            "--map", help="Read column b as column a: --map a=b; id=# numbers the rows; repeatable."
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder that keeps what is known: IN is the next delivery, of new and changed rows; "
            "OUT holds all rows, ids last.",
        ),
    ] = None,
    events: Annotated[
        Path | None, typer.Option(metavar="CSV", help="With --state: where to write what became of which id.")
    ] = None,
    gone: Annotated[
        Path | None, typer.Option(help="With --state: table with a column id, of rows that are no more.")
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="With --state: IN holds all rows; those it lacks are no more.")
    ] = False,
    encoding: Annotated[
        str | None, typer.Option(help="Of a CSV. [default: UTF-8, and Windows-1252 in rows that are not]")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find which rows of a table are the same company. Needs no project and no warehouse."""
    from flows.cli.dedupe_words import told, told_update
    from flows.cli.progress import stages

    options: dict[str, Any] = {
        "level": level.value,
        "threshold": threshold,
        "labels": labels,
        "clean_sources": frozenset(clean_source or ()),
        "renames": dict(_pair(text) for text in rename or ()),
        "encoding": encoding,
    }
    only_with_state = {"--events": events, "--gone": gone, "--complete": complete}
    only_without = {"--explain": explain, "--why": why}
    for name, value in (only_with_state if state is None else only_without).items():
        if value:
            raise UserError(f"{name}: works {'only with' if state is None else 'without'} --state.")
    try:
        with stages(quiet=json) as progress:
            if state is None:
                from transforms.dedupe.run import dedupe_file

                found = dedupe_file(source, target, explain=explain, why=why, progress=progress, **options)
            else:
                from transforms.dedupe.stateful import update_file

                options |= {"events": events, "gone": gone, "is_complete": complete}
                found = update_file(source, target, state, progress=progress, **options)
    except KeyboardInterrupt:
        done = "the same command takes up what the state lacks" if state else "nothing was written"
        complain(f"prospects: stopped; {done}.")
        raise typer.Exit(130) from None
    words = told_update if state else told
    say(as_json(found) if json else words(found, target, labels))


def _pair(text: str) -> tuple[str, str]:
    column, sign, given = text.partition("=")
    if not (column and sign):
        raise UserError(f"--map {text}: write it as column=name_in_the_file, such as --map name=Company.")
    return column, given
