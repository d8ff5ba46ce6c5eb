"""One CSV in, one CSV out; every bad input is one sentence and leaves nothing behind."""

import pandas as pd
import pytest

from config.errors import UserError
from transforms.dedupe import dedupe_file

ROWS = """id,source,name,street,city,phone
1,guide,Brandt Maschinenbau GmbH,Hauptstr. 12,Ulm,0731 123456
2,fair,"BRANDT, Maschinenbau",Hauptstraße 12,Ulm,+49 731 123456
3,guide,Weber Logistik AG,Ring 5,Ulm,0731 777123
4,fair,,,,
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes, name: str = "in.csv"):
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def run(source, target, **options):
    given = dict(level="auto", threshold=0.5, labels=None, explain=None, clean_sources=(), renames={})
    return dedupe_file(source, target, **{**given, **options})


def companies(path) -> dict[str, str]:
    frame = pd.read_csv(path, dtype=str)
    assert list(frame.columns) == ["id", "company_id"]
    return dict(zip(frame["id"], frame["company_id"], strict=True))


def test_rows_of_one_company_share_an_id(write, tmp_path):
    summary = run(write(ROWS), tmp_path / "out.csv")
    found = companies(tmp_path / "out.csv")
    assert list(found) == ["1", "2", "3", "4"], "in the order of the file"
    assert found["1"] == found["2"] and len(set(found.values())) == 3
    assert summary["rows"] == 4 and summary["companies"] == 3 and summary["largest"] == 2
    assert summary["pairs_compared"] >= 1 and summary["seconds"] >= 0


def test_same_file_gives_same_bytes(write, tmp_path):
    source = write(ROWS)
    for name in ("a", "b"):
        run(source, tmp_path / f"{name}.csv", explain=tmp_path / f"{name}-why.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "a-why.csv").read_bytes() == (tmp_path / "b-why.csv").read_bytes()


def test_id_and_name_are_enough_and_columns_can_be_renamed(write, tmp_path):
    source = write("nr;firma\n".replace(";", ",") + "7,Brandt GmbH\n8,BRANDT GMBH\n9,Weber AG\n")
    run(source, tmp_path / "out.csv", renames={"id": "nr", "name": "firma"})
    found = companies(tmp_path / "out.csv")
    assert found["7"] == found["8"] != found["9"]


def test_labels_are_obeyed(write, tmp_path):
    labels = write("id_a,id_b,match\n1,2,0\n3,1,1\n", "labels.csv")
    run(write(ROWS), tmp_path / "out.csv", labels=labels)
    found = companies(tmp_path / "out.csv")
    assert found["1"] != found["2"] and found["1"] == found["3"]


def test_explain_says_why(write, tmp_path):
    run(write(ROWS), tmp_path / "out.csv", explain=tmp_path / "why.csv")
    why = pd.read_csv(tmp_path / "why.csv", dtype=str)
    assert list(why.columns) == ["id_a", "id_b", "log_odds", "probability", "is_same", "reasons"]
    assert '"phone": ["same"' in why.loc[0, "reasons"]


def test_clean_source_lists_nobody_twice(write, tmp_path):
    twice = write("id,source,name,phone\n1,guide,Brandt,0731 123456\n2,guide,Brandt,0731 123456\n")
    run(twice, tmp_path / "out.csv")
    assert len(set(companies(tmp_path / "out.csv").values())) == 1
    run(twice, tmp_path / "out.csv", clean_sources=("guide",))
    assert len(set(companies(tmp_path / "out.csv").values())) == 2


def test_windows_text_and_byte_order_mark_are_read(write, tmp_path):
    for text in (
        "id,name\n1,Müller\n2,Mueller\n".encode("cp1252"),
        "\ufeffid,name\n1,Müller\n2,Mueller\n".encode(),
    ):
        run(write(text), tmp_path / "out.csv")
        assert len(set(companies(tmp_path / "out.csv").values())) == 1


def test_semicolons_and_tabs_are_read(write, tmp_path):
    for separator in ";\t":
        text = "\ufeffid,name,city\n1,Brandt GmbH,Ulm\n2,BRANDT,Ulm\n".replace(",", separator)
        run(write(text), tmp_path / "out.csv")
        assert len(set(companies(tmp_path / "out.csv").values())) == 1


def test_what_is_read_is_never_written_over(write, tmp_path):
    source, labels = write(ROWS), write("id_a,id_b,match\n1,2,0\n", "labels.csv")
    out = tmp_path / "out.csv"
    for target, explain in ((source, None), (out, source), (out, out), (labels, None), (tmp_path, None)):
        with pytest.raises(UserError, match="is another file of this command|is a folder"):
            run(source, target, labels=labels, explain=explain)
    assert source.read_text() == ROWS and not out.exists()


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("", {}, r"in\.csv: is empty"),
        ("id,name\n", {}, r"in\.csv: has a header but no rows"),
        ("id,title\n1,x\n", {}, r"in\.csv: column 'name' is missing; its columns are id, title"),
        ("id,name\n1,x\n,y\n", {}, r"in\.csv: row 3 has no id"),
        ("id,name\n1,x\n1,y\n", {}, r"in\.csv: row 3 repeats the id '1'"),
        ("id,name\n1,x\n2,y,z\n", {}, r"in\.csv: is not a readable CSV: Expected 2 fields in line 3, saw 3"),
        ("id,name\n1,x,\n2,y,\n", {}, r"in\.csv: row 2 has more cells than the header"),
        ("id,name,city\n1,x,Ulm,8\n2\n", {}, r"in\.csv: row 2 has more cells than the header"),
        ("id,name,name\n1,x,y\n", {}, r"in\.csv: column 'name' is given twice"),
        (ROWS, {"threshold": 1.5}, "threshold must lie between 0 and 1"),
        (ROWS, {"level": "group"}, "level must be auto, location or company"),
        (ROWS, {"clean_sources": ("guides",)}, "clean source 'guides'; its sources are fair, guide"),
        (ROWS, {"renames": {"name": "firma"}}, "has no column 'firma' to read as name"),
        (ROWS, {"renames": {"town": "city"}}, "there is no column 'town'"),
        ("id,name,firma\n1,x,y\n", {"renames": {"name": "firma"}}, "'firma' would hide the column 'name'"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_leaves_nothing(write, tmp_path, text, options, sentence):
    source = write(text)
    with pytest.raises(UserError, match=sentence) as caught:
        run(source, tmp_path / "out.csv", explain=tmp_path / "why.csv", **options)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ("a,b\n1,2\n", "labels.csv: column 'id_a' is missing"),
        ("id_a,id_b,match\n1,9,1\n", "row 2 names '9', which no row has as id"),
        ("id_a,id_b,match\n1,2,maybe\n", "row 2 has match 'maybe'; write 1 or 0"),
        ("id_a,id_b,match\n1,2,1\n2,1,0\n", "row 3 says 'different' of 2 and 1"),
    ],
)
def test_bad_labels_are_one_sentence(write, tmp_path, labels, sentence):
    source, path = write(ROWS), write(labels, "labels.csv")
    with pytest.raises(UserError, match=sentence):
        run(source, tmp_path / "out.csv", labels=path)
    assert not (tmp_path / "out.csv").exists()


def test_missing_files_and_folders(write, tmp_path):
    with pytest.raises(UserError, match=r"gone\.csv: cannot be read \(No such file"):
        run(tmp_path / "gone.csv", tmp_path / "out.csv")
    with pytest.raises(UserError, match=r"out\.csv: cannot be written \(No such file"):
        run(write(ROWS), tmp_path / "no" / "out.csv")
    with pytest.raises(UserError, match="cannot be written"):
        run(write(ROWS), tmp_path / "out.csv", explain=tmp_path / "no" / "why.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
