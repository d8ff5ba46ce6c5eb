"""Parquet columns of any plain type become the text that a person would type."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from config.errors import UserError
from transforms.dedupe.parquet_table import ParquetTable


@pytest.fixture
def read(tmp_path):
    def read(column: pa.Array):
        path = tmp_path / "in.parquet"
        pq.write_table(pa.table({"x": column}), path)
        return ParquetTable(path).read({"y": 0})["y"].to_pylist()

    return read


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (pa.array([89073, None]), ["89073", None]),
        (pa.array([9320.0, None, float("nan")]), ["9320", None, None]),
        (pa.array([1.5, 2.0]), ["1.5", "2"]),
        (pa.array([Decimal("12.00")]), ["12"]),
        (pa.array([Decimal("1.50"), Decimal("12.00")]), ["1.5", "12"]),
        (pa.array([Decimal(10**17 + 1), Decimal(10**17 + 2)]), ["100000000000000001", "100000000000000002"]),
        (pa.array([date(2026, 3, 1)]), ["2026-03-01"]),
        (pa.array([datetime(2026, 3, 1)]), ["2026-03-01"]),
        (pa.array([True, None]), ["true", None]),
        (pa.array(["a", "", None]), ["a", None, None]),
        (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
        (pa.array(["a"], pa.large_string()), ["a"]),
        (pa.array([b"a"]), ["a"]),
        (pa.nulls(2), [None, None]),
    ],
)
def test_text_of_types(read, column, text):
    assert read(column) == text


def test_lists_are_no_text(read):
    with pytest.raises(UserError, match="column 'x' holds list"):
        read(pa.array([["a"]]))


def test_what_is_no_parquet(tmp_path):
    path = tmp_path / "in.parquet"
    for content in (b"", b"id,name\n1,a\n", b"PAR1 but not really PAR1"):
        path.write_bytes(content)
        with pytest.raises(UserError, match=r"in\.parquet: is not a readable Parquet file"):
            ParquetTable(path)
