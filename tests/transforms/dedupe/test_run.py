"""One table in, one table out; every bad input is one sentence and leaves nothing behind."""

import os
import subprocess
import sys
import time

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from config.errors import UserError
from transforms.dedupe.run import dedupe_file

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
    assert list(why.columns) == ["id_a", "id_b", "probability", "is_same", "reasons"]
    assert why.loc[0, "id_a"] == "1" and why.loc[0, "is_same"] == "true"
    assert "; phone: same +" in why.loc[0, "reasons"] and "any two listings -" in why.loc[0, "reasons"]


def test_rows_that_say_the_same_are_explained_too(write, tmp_path):
    run(
        write("id,name\n1,Brandt\n2,Weber\n3,Brandt\n"),
        tmp_path / "out.csv",
        explain=tmp_path / "why.parquet",
    )
    (why,) = pq.read_table(tmp_path / "why.parquet").to_pylist()
    assert (why["id_a"], why["id_b"], why["is_same"]) == ("1", "3", True)
    assert why["reasons"] == "all that is compared is equal"


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
        ("id,title\n1,x\n", {}, r"in\.csv: no column is named 'name'; it has id, title"),
        ("id,name\n1,x\n,y\n", {}, r"in\.csv: row 3 has no id"),
        ("id,name\n1,x\n  ,y\n", {}, r"in\.csv: row 3 has no id"),
        ('id,name\n1,"x\ny"\n2,y\n1,z\n', {}, r"in\.csv: rows 2 and 5 have the same id '1'"),
        ("id,name\n1,x\n2,y,z\n", {}, r"in\.csv: row 3 has 3 cells, the header 2"),
        ("id,name,name\n1,x,y\n", {}, r"in\.csv: column 'name' is given twice"),
        (ROWS, {"threshold": 1.5}, r"threshold must lie above 0\.2 and below 1 \(found 1\.5\)"),
        (ROWS, {"threshold": 0.2}, r"above 0\.2 .*: 0\.2 is what pairs count with that were never compared"),
        (ROWS, {"level": "group"}, "level must be auto, location or company"),
        (ROWS, {"clean_sources": ("guides",)}, "clean source 'guides'; its sources are fair, guide"),
        ("id,name\n1,x\n", {"clean_sources": ("guides",)}, "clean source 'guides'; its sources are none"),
        (ROWS, {"renames": {"name": "firma"}}, "has no column 'firma' to read as name"),
        (ROWS, {"why": ("1", "9")}, "--why 1 9: no row has the id '9'"),
        (ROWS, {"why": ("1", "1")}, "--why 1 1: is one row; name two"),
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
        ("a,b\n1,2\n", "labels.csv: column 'id_a' is missing; labels need .* it has a, b"),
        ("id_a,id_b,match\n1,9,1\n", "row 2 names '9', which no row has as id"),
        ("id_a,id_b,match\n1,2,maybe\n", "row 2 has match 'maybe'; write 1 or 0"),
        ("id_a,id_b,match\n1,2,1\n2,1,0\n", "row 3 says 'different' of 2 and 1, row 2 the reverse"),
        ("id_a,id_b,match\n1,,1\n", "row 2 has no id on one side"),
        ("id_a,id_b,match\n1,1,0\n", "row 2 says that '1' differs from itself"),
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
    with pytest.raises(UserError, match=r"is a folder; name a file in it"):
        run(tmp_path, tmp_path / "out.csv")
    with pytest.raises(UserError, match=r"out\.csv: cannot be written \(there is no folder .*\); make it"):
        run(write(ROWS), tmp_path / "no" / "out.csv")
    with pytest.raises(UserError, match="cannot be written"):
        run(write(ROWS), tmp_path / "out.csv", explain=tmp_path / "no" / "why.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_parquet_in_and_out(write, tmp_path):
    table = pa.table(
        {"id": [1, 2, 3], "name": ["Brandt GmbH", "BRANDT", "Weber"], "zip": [89073.0, None, 1.0]}
    )
    pq.write_table(table, tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    out = pq.read_table(tmp_path / "out.parquet").to_pydict()
    assert (
        out["id"] == ["1", "2", "3"] and out["company_id"][0] == out["company_id"][1] != out["company_id"][2]
    )


def test_order_of_rows_does_not_matter(write, tmp_path):
    head, *rows = ROWS.splitlines(keepends=True)
    run(write(ROWS), tmp_path / "a.csv")
    run(write(head + "".join(reversed(rows)), "turned.csv"), tmp_path / "b.csv")
    assert companies(tmp_path / "a.csv") == companies(tmp_path / "b.csv")


def test_rows_without_ids_can_be_numbered(write, tmp_path):
    run(write("name\nBrandt\nWeber\nBRANDT\n"), tmp_path / "out.csv", renames={"id": "#"})
    found = companies(tmp_path / "out.csv")
    assert list(found) == ["1", "2", "3"] and found["1"] == found["3"] != found["2"]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("id,name\n1,Brandt\n", 1),
        ("id,name\n1,\n2,\n3,\n", 3),
        ("id,name,city,phone\n1,Brandt,,\n2,Brandt,,\n3,Weber,,\n", 2),
        ("id,name\n1,!!!\n2,???\n", 2),
        ("id,name,phone\n1,,0731 123456\n2,,0731 123456\n3,,\n", None),
    ],
)
def test_little_to_go_by_gives_a_right_result(write, tmp_path, text, groups):
    summary = run(write(text), tmp_path / "out.csv")
    found = companies(tmp_path / "out.csv")
    assert len(set(found.values())) == summary["companies"] == (groups or summary["companies"])


def test_equal_rows_cost_one_comparison(write, tmp_path):
    rows = "".join(f"{n},directory,Brandt Maschinenbau GmbH,Ulm\n" for n in range(60_000))
    source = write("id,source,name,city\n" + rows)
    began = time.process_time()
    summary = run(source, tmp_path / "out.csv")
    assert summary["companies"] == 1 and summary["largest"] == 60_000
    assert time.process_time() - began < 15, "a million takes 20 s at the most on an idle machine"


def test_names_of_100_kb_do_not_hang(write, tmp_path):
    long = "Brandt Maschinenbau " * 5000
    rows = "".join(f"{n},{long}{n % 7},Ulm,0731 12345{n % 10}\n" for n in range(40))
    began = time.process_time()
    summary = run(write("id,name,city,phone\n" + rows), tmp_path / "out.csv")
    assert summary["rows"] == 40 and time.process_time() - began < 60


def test_a_full_disk_leaves_what_was_there(write, tmp_path, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("yesterday")
    source = write(ROWS)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(
            UserError, match=r"why\.csv: cannot be written \(the disk is full\)|out\.csv: cannot"
        ):
            run(source, out, explain=tmp_path / "why.csv")
    assert out.read_text() == "yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def full(_: int) -> None:
    raise OSError(28, "No space left on device")


def test_stopping_leaves_nothing_behind(write, tmp_path):
    def stop(stage: str, count: int | None) -> None:
        if stage == "writing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(write(ROWS), tmp_path / "out.csv", progress=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_summary_says_what_was_found(write, tmp_path):
    text = (
        "nr,firma,quelle,strasse,ort,telefon,bemerkung\n"
        "1,Brandt GmbH,guide,Hauptstr. 12,Ulm,0731 123456,x\n"
        "2,Brandt GmbH,fair,Hauptstr. 12,Ulm,0731 123456,\n"
        "3,BRANDT,fair,Hauptstr. 12,Ulm,0731 123456,\n"
        "4,Weber AG,guide,Ring 5,Bonn,0228 777777,\n"
    )
    summary = run(write(text), tmp_path / "out.csv", renames={"id": "nr"})
    assert summary["columns"]["name"] == "firma" and summary["columns"]["source"] == "quelle"
    assert summary["columns_unread"] == ["bemerkung"]
    assert (summary["rows"], summary["companies"], summary["duplicates"]) == (4, 2, 2)
    (largest,) = summary["largest_groups"]
    assert (largest["name"], largest["rows"]) == ("Brandt GmbH", 3)
    assert summary["overlaps"] == [{"source_a": "fair", "source_b": "guide", "companies": 1}]
    assert {"pairs_unsure", "might_join", "might_split"} <= set(summary)


def test_why_two_rows_are_one_or_not(write, tmp_path):
    source, out = (
        write(ROWS + "5,fair,Brandt Maschinenbau GmbH,Hauptstr. 12,Ulm,0731 123456\n"),
        tmp_path / "o.csv",
    )
    one = run(source, out, why=("2", "1"))["why"]
    assert one["is_same"] and one["was_compared"] and one["verdict"].startswith("They are one. Compared")
    assert any(reason.startswith("phone: same +") for reason in one["reasons"])
    assert one["values"]["street"] == ["Hauptstraße 12", "Hauptstr. 12"] and "website" not in one["values"]
    assert one["rows"] == 3 and {join["why"] for join in one["joins"]} > {"printed alike"}
    assert [(join["id_a"], join["id_b"]) for join in one["way"]] == [("1", "2")]
    never = run(source, out, why=("1", "4"))["why"]
    assert "joins" not in never
    assert not never["is_same"] and not never["was_compared"] and never["shared_keys"] == []
    assert "never compared: no key in common" in never["verdict"]
    apart = run(source, out, why=("1", "3"))["why"]
    assert apart["verdict"].endswith(
        "two places without a phone in common, which settles it whatever else agrees."
    )
    assert any(
        r.startswith("rule: two places without a phone in common count as -2 in all")
        for r in apart["reasons"]
    )
    equal = run(source, out, why=("1", "5"))["why"]
    assert equal["is_same"] and "All that is compared is equal." in equal["verdict"]
    labels = write("id_a,id_b,match\n1,2,0\n", "labels.csv")
    judged = run(source, out, why=("1", "2"), labels=labels)["why"]
    assert not judged["is_same"] and "A label says different." in judged["verdict"]


def test_why_goes_by_the_threshold_of_the_command(write, tmp_path):
    source, almost = write(ROWS), 1 - 1e-12
    apart = run(source, tmp_path / "o.csv", why=("1", "2"), threshold=almost)["why"]
    assert not apart["is_same"] and apart["probability"] > 0.5
    assert apart["verdict"].startswith("They are two. Compared") and apart["verdict"].endswith(" bits.")


def test_each_stage_is_told_as_it_begins(write, tmp_path):
    told = []
    run(write(ROWS), tmp_path / "out.csv", progress=lambda stage, count: told.append((stage, count)))
    stages = ["reading", "cleaning", "blocking", "weighing", "comparing", "clustering", "writing"]
    assert [stage for stage, _ in told] == stages
    assert told[0][1] is None and told[1][1] == told[-1][1] == 4 and dict(told)["comparing"] >= 1


def test_identifiers_say_how_well_it_went(write, tmp_path):
    lei = "529900T8BM49AURSDO55"
    rows = (
        f"1,Brandt Maschinenbau GmbH,brandt.example,{lei}\n"
        f"2,Brandt Maschinenbau,brandt.example,{lei}\n"
        "3,Weber Logistik,weber.example,\n"
    )
    source = write("id,name,website,LEI\n" + rows)
    summary = run(source, tmp_path / "out.csv", level="company")
    assert summary["canaries"] == [
        {"canary": "one_lei", "pairs": 1, "passed": 1},
        {"canary": "same_lei", "pairs": 1, "passed": 1},
    ]
    assert run(write("id,name\n1,a\n2,b\n"), tmp_path / "out.csv")["canaries"] == []


def test_no_kind_of_input_loads_pandas(write, tmp_path):
    ragged, labels = write(ROWS + "5,guide\n"), write("id_a,id_b,match\n1,2,1\n1,3,0\n", "labels.csv")
    whole = tmp_path / "in.parquet"
    pq.write_table(pa.table({"id": ["1", "2"], "name": ["Foo", "Bar"], "zip": [89073.0, None]}), whole)
    code = (
        "import sys; from pathlib import Path; from transforms.dedupe.run import dedupe_file;"
        "ragged, labels, whole, target, told = map(Path, sys.argv[1:]);"
        "dedupe_file(ragged, target, labels=labels, explain=told, why=('1', '2'));"
        "dedupe_file(whole, target, explain=told);"
        "sys.exit('pandas was loaded' if 'pandas' in sys.modules else 0)"
    )
    paths = [ragged, labels, whole, tmp_path / "out.csv", tmp_path / "told.csv"]
    ran = subprocess.run([sys.executable, "-c", code, *paths], capture_output=True, text=True, check=False)
    assert ran.stderr.strip() == ""
