"""Pairs of rows that are known to be one company, or two."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from config.errors import UserError
from transforms.dedupe.columns import listed
from transforms.dedupe.tables import open_table
from transforms.resolve.columns import texts

SAME, DIFFERENT = {"1", "1.0", "true", "yes", "same"}, {"0", "0.0", "false", "no", "different"}
COLUMNS = ("id_a", "id_b", "match")


def read_labels(path: Path, known: pa.Array | pa.ChunkedArray, encoding: str | None = None) -> pa.Table:
    """Read a table id_a, id_b, match (1/0).

    Args:
        known: ids of the rows that labels may speak of.

    Returns:
        listing_a, listing_b, decision (same, different), each pair once and sorted.

    Raises:
        UserError: a column is missing, an id is unknown, or a row contradicts another; the row is named.
    """
    file = open_table(path, encoding)
    for column in COLUMNS:
        if column not in file.names:
            raise UserError(
                f"{path}: column '{column}' is missing; labels need id_a, id_b and match (1/0), "
                f"it has {listed(file.names)}."
            )
    table = file.read({column: file.names.index(column) for column in COLUMNS})

    def row(index: int) -> int:
        return file.row_numbers([index])[0]

    ids = [pc.utf8_trim_whitespace(table[column]) for column in COLUMNS[:2]]
    is_known = [pc.is_in(column, value_set=known).to_pylist() for column in ids]
    a, b, match = ids[0].to_pylist(), ids[1].to_pylist(), table["match"].to_pylist()
    decisions: dict[tuple[str, str], tuple[str, int]] = {}
    for index, (one, two, word) in enumerate(zip(a, b, match, strict=True)):
        for value, found in ((one, is_known[0][index]), (two, is_known[1][index])):
            if not value:
                raise UserError(f"{path}: row {row(index)} has no id on one side; give id_a and id_b.")
            if not found:
                raise UserError(f"{path}: row {row(index)} names '{value}', which no row has as id.")
        word = (word or "").strip().casefold()
        if word not in SAME | DIFFERENT:
            raise UserError(f"{path}: row {row(index)} has match '{word}'; write 1 or 0.")
        if one == two:
            if word in DIFFERENT:
                raise UserError(
                    f"{path}: row {row(index)} says that '{one}' differs from itself; take it out."
                )
            continue
        decision = "same" if word in SAME else "different"
        earlier, at = decisions.setdefault((min(one, two), max(one, two)), (decision, index))
        if earlier != decision:
            raise UserError(
                f"{path}: row {row(index)} says '{decision}' of {one} and {two}, row {row(at)} the reverse; "
                "keep one of them."
            )
    pairs = sorted((one, two, decision) for (one, two), (decision, _) in decisions.items())
    columns = [texts(pair[at] for pair in pairs) for at in range(3)]
    return pa.Table.from_arrays(columns, ["listing_a", "listing_b", "decision"])
