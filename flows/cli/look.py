"""Commands that read what is published: top, explain, query, export, report."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from config.errors import UserError
from flows.cli.options import HomeOption, IcpOption, JsonOption, published, settings_for
from flows.cli.printing import as_json, say, show


class ExportKind(StrEnum):
    """What to export to."""

    csv = "csv"


def top(
    icp: IcpOption = None,
    n: Annotated[int, typer.Option("-n", min=1, help="How many.")] = 20,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List whom to call first."""
    from flows.explain import top_prospects

    rows = top_prospects(published(settings_for(home)), icp, n)
    if json:
        say(as_json(rows))
    else:
        show(rows)


def explain(
    company: Annotated[
        str, typer.Argument(metavar="COMPANY", help="Company id, or its name or a part of it.")
    ],
    icp: IcpOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show all that is behind a company: its score's reasons with their pages, and how it came together."""
    from flows.explain import explain_company
    from warehouse.ledger import Ledger

    settings = settings_for(home)
    snapshot = published(settings)
    with Ledger(settings.paths.ledger) as ledger:
        story = explain_company(snapshot, company, icp, ledger.judgements())
    if json:
        say(as_json(story.data))
        return
    say(story.heading)
    for title, rows in story.sections:
        if rows:
            say()
            show(rows, title=title)


def query(
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help="A question to the published snapshot; read-only.")
    ],
    home: HomeOption = None,
    json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask the published snapshot in SQL, such as "FROM top('...', 10)"."""
    from warehouse.query import run_query

    if json and csv:
        raise UserError("--json and --csv exclude each other; give one.")
    frame = run_query(published(settings_for(home)), sql)
    columns = [str(name) for name in frame.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in frame.itertuples(index=False, name=None)]
    if csv:
        typer.echo(frame.to_csv(index=False), nl=False)
    elif json:
        say(as_json(rows))
    else:
        show(rows, columns)


def export(
    to: Annotated[ExportKind, typer.Option("--to", help="Format.")] = ExportKind.csv,
    out: Annotated[
        Path | None, typer.Option("--out", help="File or folder to write. [default: prospects.csv]")
    ] = None,
    icp: IcpOption = None,
    home: HomeOption = None,
) -> None:
    """Write the call list for another program; values that may not be passed on are left out."""
    from flows.explain import profile_of
    from warehouse.export import export_csv

    path = published(settings_for(home))
    written = export_csv(path, out or Path("prospects.csv"), profile_of(path, icp))
    say(str(written))


def report(
    open_it: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="File or folder to write. [default: <home>/reports/report.html]"),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Write the HTML report of the published snapshot and print its path."""
    from warehouse.report import write_report

    settings = settings_for(home)
    target = out or settings.paths.reports
    target = target / "report.html" if target.is_dir() or out is None else target
    write_report(published(settings), target)
    say(str(target))
    if open_it:
        import webbrowser

        webbrowser.open(target.absolute().as_uri())
