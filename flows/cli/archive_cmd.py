"""``prospects archive ...``: take pages out of the archive of a source, or bring some in, as WARC files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from config.errors import UserError
from flows.cli.options import CatalogOption, HomeOption, day, past_day, settings_for
from flows.cli.printing import say

app = typer.Typer(help="The archived pages of a source, to and from WARC files.", no_args_is_help=True)
SourceArgument = Annotated[str, typer.Argument(metavar="SOURCE", help="Name of the source.")]
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A .warc.gz file.")]
DateOption = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="This night alone. [default: every night]")
]


@app.command("export")
def export_pages(
    source: SourceArgument, file: FileArgument, night: DateOption = None, home: HomeOption = None
) -> None:
    """Write the pages of a source, with the nights that used them, for this and for other programs."""
    from extractors.archive import Archive
    from extractors.warc_export import export
    from flows.lock import run_lock

    settings = settings_for(home)
    only = day(night, "--date")
    path = settings.paths.archive(source)
    if not path.is_file():
        raise UserError(f"{path}: nothing is archived of '{source}'; crawl it first.")
    with run_lock(settings.paths), Archive(path, source) as archive:
        pages = export(archive, file, [only] if only else [])
    say(f"{file}: {pages:,} pages of {source}")


@app.command("import")
def import_pages(
    source: SourceArgument,
    file: FileArgument,
    night: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", help="The night that the pages are for. [default: as they say]"
        ),
    ] = None,
    home: HomeOption = None,
    catalog: CatalogOption = None,
) -> None:
    """Bring pages of a WARC file into the archive; 'backfill --mode replay' reads them then."""
    from config.catalogue import load_catalogue
    from extractors.archive import Archive
    from extractors.walk_stored import walk_stored
    from extractors.warc_import import import_warc
    from flows.lock import run_lock
    from flows.night import catalogue_folder

    settings = settings_for(home, catalog)
    only = past_day(night, "--date", settings)
    found = load_catalogue(settings.catalog or catalogue_folder(settings.paths), names=[source])[0]
    with run_lock(settings.paths), Archive(settings.paths.archive(source), source) as archive:
        brought = import_warc(archive, file, partition=only, max_bytes=settings.max_bytes)
        nights = sorted(brought.nights)
        if not brought.is_ours:
            for each in nights:
                walk_stored(found, each, archive)
        used = sum(archive.counts(each).pages for each in nights)
    named = ", ".join(map(str, nights[:3])) + (f" and {len(nights) - 3} more" if len(nights) > 3 else "")
    say(f"{file}: {brought.pages:,} new pages of {source}; {used:,} are of {named or 'no night'}")
