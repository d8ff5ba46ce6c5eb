"""The command ``dedupe``: one table in, one table out, and what was found in sentences."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

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
        float, typer.Option(help="Probability from which two rows are one; above 0, below 1.")
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
    encoding: Annotated[
        str | None, typer.Option(help="Of a CSV. [default: UTF-8, and Windows-1252 in rows that are not]")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Find which rows of a table are the same company. Needs no project and no warehouse."""
    from flows.cli.dedupe_words import told
    from flows.cli.progress import stages
    from transforms.dedupe.run import dedupe_file

    renames = dict(_pair(text) for text in rename or ())
    try:
        with stages(quiet=json) as progress:
            summary = dedupe_file(
                source,
                target,
                level=level.value,
                threshold=threshold,
                labels=labels,
                explain=explain,
                why=why,
                clean_sources=frozenset(clean_source or ()),
                renames=renames,
                encoding=encoding,
                progress=progress,
            )
    except KeyboardInterrupt:
        complain("prospects: stopped; nothing was written.")
        raise typer.Exit(130) from None
    say(as_json(summary) if json else told(summary, target, labels))


def _pair(text: str) -> tuple[str, str]:
    column, sign, given = text.partition("=")
    if not (column and sign):
        raise UserError(f"--map {text}: write it as column=name_in_the_file, such as --map name=Company.")
    return column, given
