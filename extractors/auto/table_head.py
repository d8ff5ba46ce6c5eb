"""Which rows of a table are its head, and which field each column holds."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.auto.groups import Group
from extractors.auto.outline import Outline
from extractors.auto.place import column_of
from extractors.auto.words import label_of


def table_headers(out: Outline, group: Group) -> tuple[dict[int, str | None], set[int]]:
    """Return column -> field of a group of table rows and which of its records are header rows.

    A header row has words for at least two columns, or half of them, and no row above it.
    """
    if group.method != "table" or not group.nodes:
        return {}, set()
    columns: dict[int, str | None] = {}
    rows: set[int] = set()
    for position, row in enumerate(_rows_to_ask(out, group)):
        cells = [cell for cell in out.kids[row] if out.tags[cell] in ("td", "th")]
        told = {}
        for cell in cells:
            text = " ".join("".join(out.run_text[out.first_run[cell] : out.end_run[cell]]).split())
            told[column_of(out, cell)] = label_of(text) if text else None
        known = sum(field is not None for field in told.values())
        filled = sum(out.first_run[cell] < out.end_run[cell] for cell in cells)
        is_head = all(out.tags[cell] == "th" for cell in cells) and len(cells) > 1
        if filled >= 2 and (known >= max(2, 0.5 * filled) or (is_head and known >= 1)):
            columns = columns or _once(told)
            rows.add(row)
        elif position >= 3:
            break
    return columns, {position for position, node in enumerate(group.nodes) if node in rows}


def _once(told: dict[int, str | None]) -> dict[int, str | None]:
    """Of two columns headed like names (Name, Business) the second one says what the company does."""
    names = [column for column, field in told.items() if field == "name"]
    return told | {column: "category" for column in names[1:]}


def _rows_to_ask(out: Outline, group: Group) -> Sequence[int]:
    """Return the first rows of the table, the ones in ``<thead>`` included, then the group's others."""
    table = out.parents[group.nodes[0]]
    while table >= 0 and out.tags[table] != "table":
        table = out.parents[table]
    above: list[int] = []
    if table >= 0:
        for node in range(table, min(group.nodes[0] + 1, out.end_node[table])):
            if out.tags[node] == "tr":
                above.append(node)
    return [*above[-3:], *(node for node in group.nodes if node not in above)]
