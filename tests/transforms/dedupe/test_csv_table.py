"""CSV of any dialect and encoding comes out as the same text, and what cannot be read is one sentence."""

import gzip
import os
from pathlib import Path

import pytest

from config.errors import UserError
from transforms.dedupe.csv_table import CsvTable


@pytest.fixture
def read(tmp_path):
    def read(text: str | bytes, encoding: str | None = None):
        path = tmp_path / "in.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        file = CsvTable(path, encoding)
        table = file.read({name: at for at, name in enumerate(file.names) if name})
        rows = [tuple(row.values()) for row in table.to_pylist()]
        return rows, file.row_numbers(list(range(len(rows)))), file.notes

    return read


@pytest.mark.parametrize(
    ("text", "rows", "lines"),
    [
        ("id,name\n1,a\n", [("1", "a")], [2]),
        ("id;name\n1;a,b\n", [("1", "a,b")], [2]),
        ("id\tname\n1\ta\n", [("1", "a")], [2]),
        ("id|name\n1|a\n", [("1", "a")], [2]),
        ("sep=;\nid;name\n1;a\n", [("1", "a")], [3]),
        ("\ufeffid,name\r\n1,a\r\n", [("1", "a")], [2]),
        ("id,name\r1,a\r2,b\r", [("1", "a"), ("2", "b")], [2, 3]),
        ("\n\nid,name\n\n1,a\n\n2,\n", [("1", "a"), ("2", None)], [5, 7]),
        ('id,name\n1,"a\nb"\n2,c\n', [("1", "a\nb"), ("2", "c")], [2, 4]),
        ('id,"the\nname"\n1,a\n', [("1", "a")], [3]),
        ('id,name\n1,"a ""b"" c"\n', [("1", 'a "b" c')], [2]),
        ('id, name\n1, "a, b"\n2, "c"\n', [("1", "a, b"), ("2", "c")], [2, 3]),
        ('id, name\n1, "a"\n', [("1", "a")], [2]),
        ('id,name\n1,a "b" c\n', [("1", 'a "b" c')], [2]),
        ("id,name\n1,a,,\n2,b\n", [("1", "a"), ("2", "b")], [2, 3]),
        ("id,name\n", [], []),
        ("id,name,\n1,a,x\n", [("1", "a")], [2]),
    ],
)
def test_dialects(read, text, rows, lines):
    assert read(text)[:2] == (rows, lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_that_are_recognised(read, encoding):
    text = "id,name\n" + "".join(f"{n},Müller & Söhne\n" for n in range(30))
    assert read(text.encode(encoding))[0][7] == ("7", "Müller & Söhne")


def test_encodings_that_are_named(read):
    assert read("id,name\n1,北京公司\n".encode("gb18030"), "gb18030")[0] == [("1", "北京公司")]
    with pytest.raises(UserError, match="--encoding klingon: is not known"):
        read("id,name\n", "klingon")


def test_an_encoding_that_the_file_has_not(read):
    with pytest.raises(UserError, match=r"in\.csv: is not utf-16 \(.*name another --encoding"):
        read("id,name\n1,a\n", "utf-16")


def test_a_pipe_is_no_file():
    source, sink = os.pipe()
    os.write(sink, b"id,name\n1,a\n")
    os.close(sink)
    try:
        with pytest.raises(UserError, match="is a pipe, which can be read only once"):
            CsvTable(Path(f"/dev/fd/{source}"))
    finally:
        os.close(source)


def test_lines_of_two_encodings_are_each_read_by_themselves(read):
    text = b"id,name\n1,M\xc3\xbcller\n2,M\xfcller\n3,\x81\n4,Weber\n"
    rows, _, notes = read(text)
    assert rows == [("1", "Müller"), ("2", "Müller"), ("3", "\ufffd"), ("4", "Weber")]
    assert notes[0].startswith("Rows that are not UTF-8 and were read as Windows-1252: 2;")
    assert "no letters there: 1." in notes[1]


def test_nul_bytes_are_left_out(read):
    rows, _, notes = read(b"id,name\n1,a\0b\n")
    assert rows == [("1", "ab")] and notes == ["NUL bytes left out: 1."]


def test_short_rows_are_noted_and_long_ones_refused(read):
    rows, _, notes = read("id,name,city\n1,a\n2,b,Ulm\n3\n")
    assert rows == [("1", "a", None), ("2", "b", "Ulm"), ("3", None, None)]
    assert notes[0].startswith("Rows with fewer cells than the header: 2, the first is row 2;")
    with pytest.raises(UserError, match=r"in\.csv: row 5 has 3 cells, the header 2"):
        read('id,name\n1,"a\nb"\n2,b\n3,c,d\n')


def test_a_quote_that_is_not_closed(read):
    body = "".join(f"{n},a\n" for n in range(5000))
    with pytest.raises(UserError, match=r"in\.csv: row 5002 opens a quote that is not closed"):
        read("id,name\n" + body + '7,"b\n' + body)


def test_a_quote_that_is_not_closed_swallows_no_rows_at_the_end(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text('id,name\n1,a\n2,"b\n' + "3,c\n" * 100)
    with pytest.raises(UserError, match=r"in\.csv: row 3 opens a quote that is not closed"):
        CsvTable(path).read({"id": 0, "name": 1})


def test_inches_are_no_quotes(read):
    assert read('id,name\n1,Pipes 5" Ltd\n2,b\n')[0] == [("1", 'Pipes 5" Ltd'), ("2", "b")]


def test_a_cell_longer_than_a_block(read):
    long = "x" * 3_000_000
    assert read(f"id,name\n1,{long}\n2,b\n")[0] == [("1", long), ("2", "b")]


def test_gzip_is_read_and_damaged_gzip_refused(read):
    packed = gzip.compress(b"id,name\n" + b"1,a\n" * 1000)
    assert len(read(packed)[0]) == 1000
    with pytest.raises(UserError, match="is a damaged gzip file"):
        read(packed[:-20])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "is empty"), ("\n\n", "is empty"), (b"PK\x03\x04x", "is a spreadsheet or a ZIP")],
)
def test_what_is_no_table(read, text, sentence):
    with pytest.raises(UserError, match=sentence):
        read(text)
