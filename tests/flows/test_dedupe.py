"""``prospects dedupe`` as a person meets it: sentences, JSON, exit codes, and being stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.homes import prospects, prospects_apart

ROWS = """Nr,Firma,Liste,Straße,Ort,Telefon,Notiz
1,Brandt Maschinenbau GmbH,guide,Hauptstr. 12,Ulm,0731 123456,x
2,"BRANDT, Maschinenbau",fair,Hauptstraße 12,Ulm,+49 731 123456,
3,Weber Logistik AG,guide,Ring 5,Bonn,0228 777123,
4,Keller Druck,fair,Marktplatz 3,Kiel,0431 333444,
"""


NO_CACHE = {"PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_the_summary_is_for_people(rows: Path, tmp_path: Path) -> None:
    ran = prospects("dedupe", rows, tmp_path / "out.csv", "--map", "id=Nr", "--why", "1", "2")
    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    read = "Read 'Nr' as id, 'Liste' as source, 'Firma' as name, 'Straße' as street, 'Ort' as city"
    assert lines[0].startswith(read) and lines[1] == "Not used: Notiz."
    assert lines[2] == "4 rows are 3 places: 1 duplicate, in 1 of them."
    assert lines[4].startswith("  BRANDT, Maschinenbau, 2 rows (c")
    assert "Places that sources have in common:" in lines and "  fair and guide: 1" in lines
    assert any(line.startswith("1 and 2: They are one. Compared with each other") for line in lines)
    assert any(line.startswith("    phone: same +") for line in lines)
    assert any(line.endswith("(Hauptstr. 12, Ulm | Hauptstraße 12, Ulm)") for line in lines)
    assert lines[-1].endswith(f"Written to {tmp_path / 'out.csv'}.")
    assert ran.err == "", "no progress where nobody looks"


def test_json_has_all_figures(rows: Path, tmp_path: Path) -> None:
    ran = prospects("dedupe", rows, tmp_path / "out.csv", "--map", "id=Nr", "--json")
    found = json.loads(ran.out)
    assert found["companies"] == 3 and found["duplicates"] == 1 and found["columns"]["name"] == "Firma"
    assert found["largest_groups"][0]["rows"] == 2 and found["overlaps"][0]["companies"] == 1


def test_deliveries_are_told(rows: Path, tmp_path: Path) -> None:
    options = ("--map", "id=Nr", "--state", tmp_path / "state")
    first = prospects("dedupe", rows, tmp_path / "out.csv", *options)
    assert "4 rows known are 3 places; the largest has 2 rows." in first.out, first.err
    rows.write_text(ROWS.splitlines()[0] + "\n7,Lorenz Optik,fair,Seeweg 9,Kiel,0431 999888,\n", "utf-8")
    second = prospects("dedupe", rows, tmp_path / "out.csv", *options)
    assert "Delivered: 1 new, 0 changed, 0 unchanged, 0 removed;" in second.out
    assert "Ids: 1 new." in second.out and "5 rows known are 4 places" in second.out
    again = prospects("dedupe", rows, tmp_path / "out.csv", *options)
    assert "No id changed." in again.out


def test_labels_that_contradict_each_other_are_told_of_a_delivery_too(rows: Path, tmp_path: Path) -> None:
    labels = tmp_path / "labels.csv"
    options = ("--map", "id=Nr", "--state", tmp_path / "state", "--labels", labels)
    labels.write_text("id_a,id_b,match\n1,2,1\n2,3,1\n")
    prospects("dedupe", rows, tmp_path / "out.csv", *options)
    labels.write_text("id_a,id_b,match\n1,3,0\n")
    ran = prospects("dedupe", rows, tmp_path / "out.csv", *options)
    assert "3 labels kept and obeyed." in ran.out
    assert "Contradiction: 1 is the same as 2, 2 is the same as 3, but 1 is not 3: " in ran.out


def test_one_row_is_one_place(rows: Path, tmp_path: Path) -> None:
    rows.write_text("".join(ROWS.splitlines(keepends=True)[:2]), "utf-8")
    assert (
        "1 row is 1 place: no duplicates."
        in prospects("dedupe", rows, tmp_path / "out.csv", "--map", "id=Nr").out
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--map", "id"), "--map id: write it as column=name_in_the_file"),
        (("--events", "e.csv"), "--events: works only with --state."),
        (("--state", "s", "--explain", "e.csv"), "--explain: works without --state."),
        ((), "no column is named 'id'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    rows: Path, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    ran = prospects("dedupe", rows, tmp_path / "out.csv", *options)
    assert ran.code == 2 and sentence in ran.sentence
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    os.mkfifo(rows)  # whoever opens it for writing waits until the command has opened it for reading
    command = [sys.executable, "-m", "flows.cli.main", "dedupe", str(rows), str(tmp_path / "out.csv")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with (
        subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path
        ) as process,
        rows.open("wb"),
    ):
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "prospects: stopped; nothing was written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]


def test_a_full_disk_is_one_sentence(rows: Path, tmp_path: Path) -> None:
    out, explain = tmp_path / "out.csv", tmp_path / "why.csv"
    out.write_text("yesterday")
    full = prospects_apart(
        "dedupe", rows, out, "--map", "id=Nr", "--explain", explain, environ=NO_CACHE, largest_file=60
    )
    assert full.code == 2 and f"{out}: cannot be written (" in full.sentence, full.err
    assert out.read_text() == "yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "rows.csv"]


def test_too_little_memory_is_no_fault_of_the_program(
    rows: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MemoryError("Unable to allocate 480. KiB")

    monkeypatch.setattr("transforms.dedupe.run.dedupe_file", refuse)
    told = prospects("dedupe", rows, tmp_path / "out.csv", "--map", "id=Nr")
    assert told.code == 1 and "not enough memory; give the process more" in told.sentence


def test_pandas_and_duckdb_are_not_needed(rows: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from flows.cli.main import main\n"
        "try: main()\n"
        "finally: sys.stderr.write(str(sorted({'pandas', 'duckdb', 'sklearn', 'rich'} & set(sys.modules))))"
    )
    arguments = ["dedupe", str(rows), str(tmp_path / "out.csv"), "--map", "id=Nr"]
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
    )
    assert ran.stderr == "[]", "each takes longer to import than this table to resolve"
