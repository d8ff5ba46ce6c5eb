"""CSV files of any dialect as Arrow tables of text: quickly where they are regular, row by row where not."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from config.errors import UserError
from transforms.dedupe.text import Utf8Stream, check_encoding
from transforms.resolve.columns import texts
from transforms.resolve.memory import table_of

SEPARATORS = ",;\t|"
HEADER_CHARACTERS = 2**20
BLOCK = 2**20
BATCH_ROWS = 20_000
LONGEST_RECORD = 64 * 2**20
"""Characters of one record; whoever is longer has a quote that nobody closed."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
UNCLOSED = "opens a quote that is not closed; close it, or double the quotes inside a cell."


class CsvTable:
    """A CSV file: ``names`` of its columns, then its rows. ``notes`` says what had to be put right."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Read the header.

        Raises:
            UserError: the file cannot be read, is no text, or has no header.
        """
        if encoding:
            check_encoding(encoding)
        csv.field_size_limit(2 * LONGEST_RECORD)
        self.path = path
        self.notes: list[str] = []
        self._encoding = encoding
        with self._stream() as stream:
            head = io.TextIOWrapper(io.BufferedReader(stream), "utf-8", newline="").read(HEADER_CHARACTERS)
        body = head.lstrip("\r\n")
        self._lines_to_skip = len(head[: len(head) - len(body)].splitlines())
        first, _, rest = body.partition("\n")
        self._is_separator_told = first.strip('\r"').startswith("sep=") and len(first.strip('\r"')) == 5
        if self._is_separator_told:
            self._separator = first.strip('\r"')[-1]
            self._lines_to_skip += 1
            self.names = _header(rest, self._separator)
        else:
            headers = {separator: _header(head, separator) for separator in SEPARATORS}
            self._separator = max(SEPARATORS, key=lambda separator: len(headers[separator]))
            self.names = headers[self._separator]
        if not any(self.names):
            raise UserError(f"{path}: is empty; give a CSV with a header and rows.")

    def read(self, wanted: Mapping[str, int]) -> pa.Table:
        """Return the columns at these positions as text under these names; empty cells are null.

        Raises:
            UserError: a row has more cells than the header, or a quote that is not closed.
        """
        try:
            table = self._by_arrow(wanted)
        except pa.ArrowInvalid:
            table = None
        return self._row_by_row(wanted) if table is None else table

    def row_numbers(self, indices: list[int]) -> list[int]:
        """Return the lines of the file on which these records start; the first record has index 0."""
        wanted, line_of = set(indices), {}
        with self._stream() as stream:
            for index, (line, _) in enumerate(self._records(stream)):
                if index in wanted:
                    line_of[index] = line
                    if len(line_of) == len(wanted):
                        break
        return [line_of[index] for index in indices]

    def _by_arrow(self, wanted: Mapping[str, int]) -> pa.Table | None:
        columns = [f"c{position}" for position in range(len(self.names))]
        schema = pa.schema([(name, pa.string()) for name in wanted])
        with self._stream() as stream:
            batches = arrow_csv.open_csv(
                stream,
                read_options=arrow_csv.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK,
                    column_names=columns,
                    skip_rows=self._lines_to_skip,
                    skip_rows_after_names=1,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self._separator, newlines_in_values=True, ignore_empty_lines=True
                ),
                convert_options=arrow_csv.ConvertOptions(
                    check_utf8=False,
                    column_types=dict.fromkeys(columns, pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                    include_columns=[columns[position] for position in wanted.values()],
                ),
            )
            try:
                found = table_of((_as_read(batch, schema, stream) for batch in batches), schema)
            except _BlankBeforeQuotes:
                return None
            self._note_encoding(stream)
            if stream.quotes % 2:  # Arrow takes what follows a quote that nobody closed for one cell
                return None
        return found

    def _row_by_row(self, wanted: Mapping[str, int]) -> pa.Table:
        schema = pa.schema([(name, pa.string()) for name in wanted])
        width, short, first_short = len(self.names), 0, 0

        def batches(stream: Utf8Stream) -> Iterator[pa.Table]:
            nonlocal short, first_short
            held: list[list[str]] = []
            for line, row in self._records(stream):
                if len(row) > width and any(cell.strip() for cell in row[width:]):
                    raise UserError(
                        f"{self.path}: row {line} has {len(row)} cells, the header {width}; "
                        "quote what holds a separator, or name every column."
                    )
                if len(row) < width:
                    short, first_short = short + 1, first_short or line
                    row += [""] * (width - len(row))
                held.append(row)
                if len(held) == BATCH_ROWS:
                    yield _columns(held, schema, wanted)
                    held.clear()
            yield _columns(held, schema, wanted)

        with self._stream() as stream:
            found = table_of(batches(stream), schema)
            self._note_encoding(stream)
        if short:
            self.notes.append(
                f"Rows with fewer cells than the header: {short:,}, the first is row {first_short}; "
                "what they lack counts as unknown."
            )
        return found

    def _records(self, stream: Utf8Stream) -> Iterator[tuple[int, list[str]]]:
        """Yield the records below the header, each with the line on which it starts."""
        text = io.TextIOWrapper(io.BufferedReader(stream), "utf-8", newline="")
        lines: list[str] = []
        size = 0
        start = 1

        def kept() -> Iterator[str]:
            nonlocal size
            for line in text:
                lines.append(line)
                size += len(line)
                if size > LONGEST_RECORD:
                    raise UserError(f"{self.path}: row {start} {UNCLOSED}")
                yield line

        reader = csv.reader(kept(), delimiter=self._separator, skipinitialspace=True)
        to_skip = 2 if self._is_separator_told else 1
        for row in reader:
            if row:
                if to_skip:
                    to_skip -= 1
                else:
                    if len(lines) > 1:
                        self._check_closed(lines, start)
                    yield start, row
            start, size = reader.line_num + 1, 0
            lines.clear()

    def _check_closed(self, lines: list[str], start: int) -> None:
        try:
            list(csv.reader(lines, delimiter=self._separator, skipinitialspace=True, strict=True))
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise UserError(f"{self.path}: row {start} {UNCLOSED}") from None

    def _stream(self) -> Utf8Stream:
        return Utf8Stream(self.path, self._encoding)

    def _note_encoding(self, stream: Utf8Stream) -> None:
        self.notes = []
        if stream.foreign_lines:
            self.notes.append(
                f"Rows that are not UTF-8 and were read as Windows-1252: {stream.foreign_lines:,}; "
                "where their letters look wrong, name the encoding with --encoding."
            )
        if stream.damaged_lines:
            self.notes.append(
                f"Rows of these with bytes that are no letters there: {stream.damaged_lines:,}."
            )
        if stream.nul_bytes:
            self.notes.append(f"NUL bytes left out: {stream.nul_bytes:,}.")


class _BlankBeforeQuotes(Exception):
    """A cell starts like `` "this"``: Arrow takes such quotes for letters."""


def _as_read(batch: pa.RecordBatch, schema: pa.Schema, stream: Utf8Stream) -> pa.Table:
    if stream.has_blank_before_quote and any(
        pc.any(pc.starts_with(column, ' "')).as_py() for column in batch.columns
    ):
        raise _BlankBeforeQuotes
    return pa.Table.from_arrays(batch.columns, schema=schema)


def _columns(rows: list[list[str]], schema: pa.Schema, wanted: Mapping[str, int]) -> pa.Table:
    columns = [texts(row[at] or None for row in rows) for at in wanted.values()]
    return pa.Table.from_arrays(columns, schema=schema)


def _header(text: str, separator: str) -> list[str]:
    """The cells of the first record that is not empty."""
    lines = (line[0] for line in _LINE.finditer(text))  # no more of them than the header has
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        return [name.strip() for name in next((row for row in reader if row), [])]
    except csv.Error:
        return []
