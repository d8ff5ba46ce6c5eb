"""Deliveries one after the other: the output holds all rows, ids last, and what happened is told."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from config.errors import UserError
from tests.transforms.dedupe.files import companies, write
from transforms.dedupe.stateful import update_file

FIRST = """id,source,name,street,city,phone
1,guide,Brandt Maschinenbau GmbH,Hauptstr. 12,Ulm,0731 123456
2,fair,"BRANDT, Maschinenbau",Hauptstraße 12,Ulm,+49 731 123456
3,guide,Weber Logistik AG,Ring 5,Ulm,0731 777123
4,fair,Keller Druck,Marktplatz 3,Bonn,0228 333444
"""
NEXT = """id,source,name,street,city,phone
3,guide,Weber Logistik AG,Ring 5,Ulm,0731 777123
5,fair,Weber Logistik,Ring 5,Ulm,0731 777123
6,fair,Lorenz Optik,Seeweg 9,Kiel,0431 999888
"""


@pytest.fixture
def delivered(tmp_path):
    """The state after the first delivery."""
    found = update_file(write(tmp_path, FIRST), tmp_path / "out.csv", tmp_path / "state")
    assert found["is_first"] and found["rows"] == 4 and found["companies"] == 3
    return tmp_path


def test_a_delivery_adds_to_what_is_known(delivered):
    before = companies(delivered / "out.csv")
    found = update_file(
        write(delivered, NEXT, "next.csv"),
        delivered / "out.csv",
        delivered / "state",
        events=delivered / "events.csv",
    )
    after = companies(delivered / "out.csv")
    assert set(after) == set("123456") and {row: after[row] for row in before} == before, "ids last"
    assert after["5"] == after["3"] and after["6"] not in before.values()
    assert (found["new"], found["changed"], found["unchanged"]) == (2, 0, 1)
    assert found["events"] == {"new": 1}
    header, line = (delivered / "events.csv").read_text().splitlines()
    assert header.startswith("company_id,kind") and line.startswith(f"{after['6']},new,,6,")


def test_a_delivery_without_a_column_is_told_of(delivered):
    text = "id,source,name,city\n7,fair,Lorenz Optik,Kiel\n"
    found = update_file(write(delivered, text, "less.csv"), delivered / "out.csv", delivered / "state")
    (note,) = found["notes"]
    assert "less.csv: lacks phone, street;" in note
    assert not update_file(write(delivered, NEXT, "b.csv"), delivered / "o.csv", delivered / "state")["notes"]


def test_the_same_delivery_again_changes_nothing(delivered):
    first = (delivered / "out.csv").read_bytes()
    found = update_file(delivered / "in.csv", delivered / "out.csv", delivered / "state")
    assert found["events"] == {} and found["unchanged"] == 4 and not found["is_first"]
    assert (delivered / "out.csv").read_bytes() == first


def test_rows_go_by_name_or_because_the_delivery_is_complete(delivered):
    gone = write(delivered, "id\n4\n", "gone.csv")
    found = update_file(
        write(delivered, NEXT, "next.csv"), delivered / "out.csv", delivered / "state", gone=gone
    )
    assert found["removed"] == 1 and found["events"]["gone"] == 1
    assert set(companies(delivered / "out.csv")) == set("12356")
    update_file(delivered / "next.csv", delivered / "out.csv", delivered / "state", is_complete=True)
    assert set(companies(delivered / "out.csv")) == set("356")


def test_labels_may_name_rows_of_earlier_deliveries(delivered):
    labels = write(delivered, "id_a,id_b,match\n1,6,1\n", "labels.csv")
    update_file(write(delivered, NEXT, "next.csv"), delivered / "out.csv", delivered / "state", labels=labels)
    found = companies(delivered / "out.csv")
    assert found["1"] == found["6"]
    bad = write(delivered, "id_a,id_b,match\n1,9,1\n", "labels.csv")
    with pytest.raises(UserError, match="row 2 names '9'"):
        update_file(delivered / "next.csv", delivered / "out.csv", delivered / "state", labels=bad)


def test_output_as_parquet_or_packed(delivered):
    expected = companies(delivered / "out.csv")
    for name in ("out.parquet", "out.csv.gz"):
        update_file(delivered / "in.csv", delivered / name, delivered / "state")
    table = pq.read_table(delivered / "out.parquet")
    assert dict(zip(*table.to_pydict().values(), strict=True)) == expected
    assert companies(delivered / "out.csv.gz") == expected
    assert not [path.name for path in delivered.iterdir() if path.name.startswith(".")]


def test_bad_input_leaves_state_and_output_as_they_were(delivered):
    out, state = delivered / "out.csv", delivered / "state"
    before = out.read_bytes(), (state / "state.json").read_bytes()
    twice = write(delivered, "id,name\n1,a\n1,b\n", "twice.csv")
    for source, options, sentence in (
        (twice, {}, "rows 2 and 3 have the same id '1'"),
        (delivered / "in.csv", {"threshold": 0.7}, "was made with threshold 0.5, not 0.7"),
        (delivered / "in.csv", {"renames": {"id": "#"}}, "a state needs ids that last"),
        (delivered / "in.csv", {"gone": write(delivered, "nr\n4\n", "gone.csv")}, "column 'id' is missing"),
        (delivered / "in.csv", {"events": out}, "is another file of this command"),
    ):
        with pytest.raises(UserError, match=sentence):
            update_file(source, out, state, **options)
    assert (out.read_bytes(), (state / "state.json").read_bytes()) == before


def test_an_output_that_cannot_be_written_is_made_up_for(delivered, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    source = write(delivered, NEXT, "next.csv")
    with monkeypatch.context() as patched:
        patched.setattr("transforms.dedupe.stateful.write_ids", full)
        with pytest.raises(
            UserError, match=r"the disk is full\)\. The state is up to date: the same command"
        ):
            update_file(source, delivered / "out.csv", delivered / "state")
    assert set(companies(delivered / "out.csv")) == set("1234")
    update_file(source, delivered / "out.csv", delivered / "state")
    assert set(companies(delivered / "out.csv")) == set("123456")


def test_events_of_a_run_that_broke_off_are_told_by_the_next(delivered, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def run(**options):
        return update_file(
            delivered / "next.csv",
            delivered / "out.csv",
            delivered / "state",
            events=delivered / "events.csv",
            **options,
        )

    write(delivered, NEXT, "next.csv")
    with monkeypatch.context() as patched:
        patched.setattr("transforms.dedupe.stateful.write_ids", full)
        with pytest.raises(UserError, match="the same command writes the rest"):
            run()
    assert run()["events"] == {"new": 1}
    assert len((delivered / "events.csv").read_text().splitlines()) == 2
    assert run()["events"] == {}, "they are told once"
    with (delivered / "state" / "events.csv").open("a") as log:
        log.write("a run was killed before it was done with this line,new,,99,,\n" * 9)
    found = run(gone=write(delivered, "id\n4\n", "gone.csv"))
    assert found["events"] == {"gone": 1}, "what a killed run left in the log hides nothing"


def test_rows_that_go_are_found_under_usual_headers_and_unknown_ones_told(delivered):
    for text, renames in (
        ("Kundennummer;Grund\n 4 ;zu\nX9;\n;\n", {"id": "Kundennummer"}),
        ("ID;x\n3;\nX9;\n", {}),
    ):
        source = write(delivered, text.split(";")[0] + ",name\n1,Brandt\n", "one.csv")
        gone = write(delivered, text, "gone.csv")
        found = update_file(source, delivered / "out.csv", delivered / "state", gone=gone, renames=renames)
        assert found["removed"] == 1
        assert found["notes"][-1] == f"{gone}: ids that no row has had: 1, the first is 'X9'."


@pytest.mark.parametrize("name", ["out.csv", "state.json", "events.csv"])
def test_the_folder_of_the_state_is_not_written_over(delivered, name):
    state = delivered / "state"
    before = {path.name: path.stat().st_mtime_ns for path in state.iterdir()}
    for options in ({"target": state / name}, {"target": delivered / "o.csv", "events": state / name}):
        with pytest.raises(UserError, match=f"{name}: lies in the folder of the state"):
            update_file(delivered / "in.csv", state=state, **options)
    assert {path.name: path.stat().st_mtime_ns for path in state.iterdir()} == before


def test_a_delivery_is_taken_without_pandas(delivered):
    write(delivered, NEXT, "next.csv")
    code = (
        "import sys; from pathlib import Path; from transforms.dedupe.stateful import update_file\n"
        "folder = Path(sys.argv[1])\n"
        "update_file(folder / 'next.csv', folder / 'out.csv', folder / 'state')\n"
        "print(sorted({'pandas', 'duckdb', 'sklearn'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(delivered)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=True,
    )
    assert ran.stdout.strip() == "[]", "each costs more than the delivery"
