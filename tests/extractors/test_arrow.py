from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from extractors import arrow
from extractors.arrow import Columns

SCHEMA = pa.schema(
    [
        ("text", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("day", pa.date32()),
        ("small", pa.int32()),
        ("large", pa.int64()),
        ("share", pa.float64()),
        ("flag", pa.bool_()),
    ]
)
MOMENT = datetime(2026, 3, 1, 4, 5, 6, 789_012, tzinfo=UTC)
COLUMNS = {
    "text": ["a", None, "", "Zürich 東京 🚀", "x" * 3000],
    "at": [MOMENT, None, datetime(1969, 12, 31, 23, 59, tzinfo=UTC), MOMENT, MOMENT.replace(microsecond=0)],
    "day": [date(2026, 3, 1), date(1960, 1, 1), None, date(1, 1, 1), date(9999, 12, 31)],
    "small": [1, -5, None, 0, 2**31 - 1],
    "large": [2**62, None, -(2**62), 0, 1],
    "share": [0.1, None, -1.5, 1e300, 0.0],
    "flag": [True, False, None, False, True],
}


Values = dict[str, list[object]]


def to_arrow(values: Values, schema: pa.Schema) -> pa.Table:
    made = Columns(schema)
    rows = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    return made.table([made.add(row) for row in rows])


@pytest.mark.parametrize("length", [0, 1, 2, 5])
@pytest.mark.parametrize(("rows", "largest"), [(2, 2**31), (8192, 2**31), (2, 1)])
def test_columns_are_those_of_pyarrow(
    length: int, rows: int, largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrow, "_PART", rows)
    monkeypatch.setattr(arrow, "_LARGEST", largest)
    columns = {name: values[:length] for name, values in COLUMNS.items()}
    made = to_arrow(columns, SCHEMA.with_metadata({"a": "b"}))
    made.validate(full=True)
    assert made.num_rows == length
    assert made.equals(pa.Table.from_pydict(columns, schema=SCHEMA))
    assert made.schema.metadata == {b"a": b"b"}


@pytest.mark.parametrize("length", [1, 7, 8, 9, 40])
def test_nulls_at_any_place(length: int) -> None:
    for gap in range(length):
        columns = {
            "small": [None if at == gap else at for at in range(length)],
            "flag": [None if at == gap else at % 3 == 0 for at in range(length)],
        }
        schema = pa.schema([("small", pa.int32()), ("flag", pa.bool_())])
        assert to_arrow(columns, schema).equals(pa.Table.from_pydict(columns, schema=schema))


@pytest.mark.parametrize("largest", [2**31, 1])
def test_rows_are_taken_as_asked_and_made_once(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "_PART", 2)
    monkeypatch.setattr(arrow, "_LARGEST", largest)
    columns = Columns(pa.schema([("text", pa.string()), ("small", pa.int32())]))
    rows: list[dict[str, object]] = [{"text": "a"}, {"small": 2}, {"text": "c", "small": 3}]
    assert [columns.add(row) for row in rows] == [0, 1, 2]
    assert columns.add(rows[1]) == 1, "it is there"
    assert columns.add({"small": 2}) == 3, "an equal one is another one"
    assert columns.table([2, 0, 3]).to_pydict() == {"text": ["c", "a", None], "small": [3, None, 2]}


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    here = MOMENT.astimezone(timezone(timedelta(hours=9)))
    column = to_arrow({"at": [here]}, pa.schema([SCHEMA.field("at")]))["at"]
    assert column.to_pylist() == [MOMENT]


def test_what_is_of_another_type_is_refused() -> None:
    for name, value in (("text", 5), ("small", "5"), ("share", "x"), ("at", "2026")):
        with pytest.raises((TypeError, ValueError)):
            to_arrow({name: [value]}, pa.schema([SCHEMA.field(name)]))


def test_extraction_imports_no_pandas() -> None:
    code = (
        "import sys, pyarrow as pa, extractors.extract, flows.stages.privacy\n"
        "from extractors.arrow import Columns\n"
        "columns = Columns(pa.schema([('a', pa.string())]))\n"
        "columns.table([columns.add({'a': 'b'}), columns.add({})])\n"
        "sys.exit('pandas' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
