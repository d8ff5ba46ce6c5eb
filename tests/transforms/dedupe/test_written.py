"""Files appear whole or not at all, and quotes only where they are needed."""

import gzip
import os
from pathlib import Path

import pyarrow as pa
import pytest

from config.errors import UserError
from transforms.dedupe.written import check_targets, write_tables

PLAIN = pa.table({"id": ["1", "2"], "company_id": ["c1", None]})
ODD = pa.table({"id": ['a,"b"', "2"], "company_id": ["c1", "c2"]})


@pytest.mark.parametrize(
    ("name", "table", "text"),
    [
        ("a.csv", PLAIN, "id,company_id\n1,c1\n2,\n"),
        ("a.tsv", PLAIN, "id\tcompany_id\n1\tc1\n2\t\n"),
        ("a.csv", ODD, 'id,company_id\n"a,""b""","c1"\n"2","c2"\n'),
        ("a.csv.gz", PLAIN, "id,company_id\n1,c1\n2,\n"),
        ("A.TSV.GZ", PLAIN, "id\tcompany_id\n1\tc1\n2\t\n"),
    ],
)
def test_csv_by_its_name(tmp_path, name, table, text):
    path = tmp_path / name
    write_tables([(path, table)])
    content = path.read_bytes()
    assert (gzip.decompress(content) if name.casefold().endswith("gz") else content).decode() == text


def test_all_files_or_none(tmp_path):
    first = tmp_path / "a.csv"
    first.write_text("yesterday")
    with pytest.raises(UserError, match=r"b\.csv: cannot be written \(No such file"):
        write_tables([(first, PLAIN), (tmp_path / "no" / "b.csv", PLAIN)])
    assert first.read_text() == "yesterday" and [path.name for path in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.json", "a.csv.zip"])
def test_a_name_that_promises_another_kind_is_refused(tmp_path, name):
    with pytest.raises(UserError, match="is written as .csv, .csv.gz, .tsv or .parquet"):
        check_targets([], [tmp_path / name])


def test_a_device_is_not_replaced_by_a_file(tmp_path):
    os.mkfifo(tmp_path / "null")
    for path in (tmp_path / "null", Path(os.devnull)):
        with pytest.raises(UserError, match="is a device or a pipe; write to a file"):
            check_targets([], [path])


def test_a_folder_that_cannot_be_written_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(UserError, match=r"a\.csv: cannot be written \(Permission denied in "):
        check_targets([], [tmp_path / "a.csv"])
