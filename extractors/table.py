"""What CSV and XLSX files have in common: a header whose words the spec's fields name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue
from extractors.feed import read_entries
from extractors.record import Record


def read_rows(
    header: Sequence[str], rows: Iterable[Sequence[object]], source: Source, where: str, first_row: int = 2
) -> Iterator[Record | Issue]:
    """Yield a record a row; a mapped column that is not there is an issue.

    Issues are published and name the file alone: where it lies on this machine is nobody's business.

    Raises:
        UserError: the column mapped to ``name`` is not there: nothing could be told apart.
    """
    list_page = source.spec.list_page
    assert list_page is not None
    columns = [one.strip() for one in header]
    file = source.file.name if source.file else where
    fields: dict[str, str | list[str]] = {}
    for name, keys in list_page.fields.items():
        wanted = [keys] if isinstance(keys, str) else keys
        there = [key for key in wanted if any(_column(part) in columns for part in key.split(" || "))]
        if there:
            fields[name] = there[0] if isinstance(keys, str) else there
        elif name not in ("name", "title"):
            yield Issue(
                source=source.name,
                level="warning",
                kind="missing_column",
                message=f"{file}: no column '{_column(wanted[0])}' for field '{name}'; {_found(columns)}.",
                url=file,
            )
    if "name" not in fields and "title" not in fields:
        keys = list_page.fields.get("name") or "name"
        wanted_name = _column(keys if isinstance(keys, str) else keys[0])
        near = difflib.get_close_matches(wanted_name, columns, n=1)
        hint = (
            f"did you mean '{near[0]}'?" if near else "correct list.fields.name in " + source.path.name + "."
        )
        raise UserError(
            f"{where}: no column '{wanted_name}' for the company's name; {_found(columns)}; {hint}"
        )
    mapped = replace(
        source,
        spec=source.spec.model_copy(update={"list_page": list_page.model_copy(update={"fields": fields})}),
    )
    entries: Iterator[Mapping[str, object]] = (
        {column: value for column, value in zip(columns, row, strict=False) if column}
        for row in rows
        if any(value not in (None, "") for value in row)
    )
    for position, record in enumerate(read_entries(entries, mapped, where), first_row):
        record.where = f"row {position} of {file}"
        yield record


def _column(key: str) -> str:
    return key.split(" | ")[0].strip()


def _found(columns: Sequence[str]) -> str:
    return "columns are " + ", ".join(column for column in columns[:20] if column)
