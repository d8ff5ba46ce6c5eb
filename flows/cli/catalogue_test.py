"""``prospects sources test``: does a spec still read from kept pages what a person has approved?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.errors import UserError
from flows.cli.options import CatalogOption, HomeOption, settings_for
from flows.cli.pages import source_named
from flows.cli.printing import complain, say

if TYPE_CHECKING:
    from config.catalogue import Source


def test(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the source.")],
    update: Annotated[
        bool, typer.Option("--update", help="Take what is read now for what must be read.")
    ] = False,
    home: HomeOption = None,
    catalog: CatalogOption = None,
) -> None:
    """Run a spec on kept pages and compare with the rows that must come out; no network after the first time.

    The first time it keeps one list page and one detail page, from the archive or fetched, writes the rows
    and fails: read them, correct the spec, and keep page, rows and spec together.
    """
    from extractors.examples import PAGES, answer, differences, read_expected, write_expected
    from flows.source_examples import folder_of

    settings = settings_for(home, catalog)
    source = source_named(name, settings)
    folder = folder_of(source)
    if not (folder / PAGES).is_file():
        _keep(source, folder, home, catalog)
    found, expected = answer(folder, source), read_expected(folder)
    if expected is None:
        write_expected(folder, found)
        say(f"wrote {folder}: {_counts(found)}")
        complain(
            f"prospects: {folder}: rows and pages are new; read expected.json, see that no person is named,"
            " correct the spec, and run it again."
        )
        raise typer.Exit(1)
    changed = differences(expected, found)
    for line in changed:
        say(line)
    if changed and update:
        write_expected(folder, found)
        say(f"wrote {folder / 'expected.json'}: {_counts(found)}")
    elif changed:
        complain(
            f"prospects: {source.path}: reads other rows than {folder / 'expected.json'} says; correct the"
            " spec, or give --update if the new ones are right."
        )
        raise typer.Exit(1)
    else:
        say(f"{name}: as expected, {_counts(found)}.")


def _keep(source: Source, folder: Path, home: Path | None, catalog: Path | None) -> None:
    from extractors.examples import keep
    from flows.source_examples import example_pages

    settings = settings_for(home, catalog)
    pages = example_pages(source, settings.paths, settings)
    try:
        keep(folder, pages, source)
    except OSError as error:
        raise UserError(
            f"{error.filename}: cannot be written ({error.strerror}); make it writable."
        ) from None


def _counts(found: dict[str, Any]) -> str:
    rows = sum(len(said.get("rows", [])) for said in found.values())
    issues = sum(len(said.get("issues", [])) + ("broken" in said) for said in found.values())
    text = f"{len(found)} {'page' if len(found) == 1 else 'pages'}, {rows} rows"
    return f"{text}, {issues} issues" if issues else text
