"""Deliveries taken into a state one after the other give what a full run gives."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import UserError
from config.records import stable_id
from transforms.resolve import block as blocking
from transforms.resolve import delta, model
from transforms.resolve.prepare import clean_listings
from transforms.resolve.resolution import resolve_cleaned
from transforms.resolve.state import ALIVE, State
from transforms.resolve.state_files import Folder
from transforms.resolve.state_run import update_state
from transforms.resolve.state_written import write_ids

ROOT = Path(__file__).parents[3]
WORDS = st.sampled_from("Brandt Weber Nord Stahl Möbel Bau Service Radhaus Radhaos".split())
COLUMNS = "listing_id source name street city postcode country phone website email reg_no lei".split()
LISTING = st.fixed_dictionaries(
    {"name": st.lists(WORDS, min_size=1, max_size=3).map(" ".join)},
    optional={
        "street": st.sampled_from(["Ring 5", "Ring 7", "Hafenweg 1", "Ring", "Hafnweg 1"]),
        "city": st.sampled_from(["Ulm", "Köln", "Bonn", "Kiel", "Jena", "York"]),
        "postcode": st.sampled_from(["89073", "50667", "53111"]),
        "country": st.sampled_from(["DE", "GB"]),
        "phone": st.sampled_from(["0731 123456", "0731 123457", "0221 998877", "998877"]),
        "website": st.sampled_from(["brandt.example", "weber.example", "radhaus.example"]),
        "email": st.sampled_from(["a@gmail.com", "info@weber.example"]),
        "reg_no": st.sampled_from(["HRB 1234", "HRB 99881", "1234"]),
        "source": st.sampled_from(["guide", "fair", "list"]),
    },
)
NAMES = [f"l{at:02d}" for at in range(24)]
ID = st.sampled_from(NAMES)
DELIVERY = st.fixed_dictionaries(
    {
        "changed": st.dictionaries(ID, LISTING, max_size=6),
        "removed": st.sets(ID, max_size=3),
        "judged": st.dictionaries(
            st.tuples(ID, ID).filter(lambda pair: pair[0] < pair[1]),
            st.sampled_from(["same", "different", "unsure"]),
            max_size=2,
        ),
    }
)


def table(rows: dict[str, dict[str, str]]) -> pa.Table:
    columns = {
        name: [{"listing_id": key, **values}.get(name) for key, values in rows.items()] for name in COLUMNS
    }
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def judged(pairs: dict[tuple[str, str], str]) -> pa.Table:
    rows = [(a, b, decision) for (a, b), decision in pairs.items()]
    names = ("listing_a", "listing_b", "decision")
    return pa.table({name: pa.array([r[at] for r in rows], pa.string()) for at, name in enumerate(names)})


def stored(folder: Path) -> tuple[State, list[str], np.ndarray]:
    """The state, its living listings and their rows, by id."""
    state = State.load(Folder(folder))
    rows = np.flatnonzero(state.labels.status == ALIVE)
    ids = state.listing_ids().to_pylist()
    order = sorted(rows.tolist(), key=lambda at: ids[at])
    return state, [ids[at] for at in order], np.asarray(order, np.int64)


def partition(ids: list[str], labels) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for one, label in zip(ids, list(labels), strict=True):
        groups.setdefault(int(label), []).append(one)
    return sorted(groups.values())


def check_equals_full_run(folder: Path, rows, pairs, clean) -> None:
    """Clusters and components of a state are those of one run over all rows with its model."""
    state, ids, at = stored(folder)
    assert ids == sorted(rows)
    whole = resolve_cleaned(
        clean_listings(table(rows)),
        judgements=judged(pairs),
        clean_sources=frozenset(clean),
        model=state.model,
    )
    assert partition(ids, state.labels.component[at]) == partition(ids, whole.component)
    assert partition(ids, state.labels.cluster[at]) == partition(ids, whole.cluster)
    assert partition(ids, state.labels.company[at]) == partition(ids, whole.cluster), "one id each"


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(ID, LISTING, min_size=1, max_size=20),
    st.lists(DELIVERY, min_size=1, max_size=3),
    st.sampled_from(["company", "location"]),
    st.sampled_from([3, blocking.CAP]),
    st.sampled_from([(), ("fair",)]),
    st.booleans(),
)
def test_deliveries_give_what_a_full_run_gives(first, deliveries, level, cap, clean, full):
    rows, pairs = dict(first), {}
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocking, "CAP", cap)
        patch.setattr(delta, "OUTGROWN_SHARE", 99.0)
        folder = Path(home) / "state"
        options = dict(level=level, clean_sources=clean)
        update_state(folder, table(rows), **options)
        for delivery in deliveries:
            rows.update(delivery["changed"])
            gone = delivery["removed"] - delivery["changed"].keys()
            rows = {key: values for key, values in rows.items() if key not in gone}
            pairs.update(delivery["judged"])
            sent = rows if full else delivery["changed"]
            told = update_state(
                folder,
                table(sent),
                removed=() if full else gone,
                full=full,
                judgements=judged(delivery["judged"]),
                **options,
            )
            assert told["reason"] in ("delivery", "nothing changed")
            if rows:
                check_equals_full_run(folder, rows, pairs, clean)


FIRST = {
    listing: {"name": f"Firma {listing * 2}", "city": "Ulm", "phone": f"0731 55{listing}1"}
    for listing in "123456"
}


def ids_in(target: Path) -> dict[str, str]:
    lines = target.read_text().splitlines()
    assert lines[0] == "id,company_id"
    return dict(line.rsplit(",", 1) for line in lines[1:])


def test_ids_last_and_every_change_has_an_event(tmp_path, monkeypatch):
    monkeypatch.setattr(delta, "OUTGROWN_SHARE", 99.0)
    rows = {
        "a1": {"name": "Brandt Maschinenbau GmbH", "street": "Ring 5", "city": "Ulm", "phone": "0731 123456"},
        "a2": {"name": "Brandt Maschinenbau", "street": "Ring 5", "city": "Ulm", "phone": "0731 123456"},
        "b1": {"name": "Weber Logistik AG", "street": "Hafenweg 1", "city": "Bonn", "phone": "0228 998877"},
    }
    folder, target = tmp_path / "state", tmp_path / "out.csv"

    def deliver(sent, **options):
        told = update_state(folder, table(sent), level="location", **options)
        write_ids(folder, target)
        return told, ids_in(target)

    told, first = deliver(rows)
    assert first["a1"] == first["a2"] != first["b1"] and told["new"] == 3
    told, again = deliver(rows)
    assert again == first and told["unchanged"] == 3 and told["version"] == 1, "no new version"
    moved = {"a2": {**rows["b1"], "name": "Weber Logistik"}}
    told, ids = deliver(moved)
    assert (told["changed"], told["ids_changed"]) == (1, 1)
    assert ids["a2"] == ids["b1"] == first["b1"] and ids["a1"] == first["a1"]
    told, ids = deliver({}, removed=["a1"])
    assert told["removed"] == 1 and "a1" not in ids
    told, ids = deliver({"a1": rows["a1"]})
    assert ids["a1"] == first["a1"], "a listing that comes back has its company's id"
    _, ids = deliver({}, judgements=judged({("a1", "b1"): "same"}))
    assert len(set(ids.values())) == 1
    redirects = (folder / "redirects.csv").read_text().splitlines()
    assert redirects[0] == "old_company_id,company_id,reason,since_on" and len(redirects) == 2
    assert redirects[1].startswith(f"{first['a1']},{first['b1']},merge,")
    _, ids = deliver({}, judgements=judged({("a1", "b1"): "different"}))
    assert ids["a1"] not in set(first.values()), "an id given up is never used again"
    (redirect,) = (folder / "redirects.csv").read_text().splitlines()[1:]
    assert redirect.startswith(f"{first['a1']},{ids['a1']},split,"), "it leads to where its listings are"
    events = [line.split(",", 4)[:4] + [line] for line in (folder / "events.csv").read_text().splitlines()]
    assert [event[1] for event in events] == ["kind", "move", "gone", "back", "merge", "split"]
    assert "a2 changed name, " in events[1][4] and "match with +" in events[1][4]
    assert "a1 and b1 were judged the same" in events[4][4]
    assert "a1 and b1 were judged different" in events[5][4]


def test_a_full_delivery_removes_what_is_missing(tmp_path):
    update_state(tmp_path / "s", table(FIRST), level="location")
    kept = {key: FIRST[key] for key in "12345"}
    told = update_state(tmp_path / "s", table(kept), full=True, level="location")
    assert (told["removed"], told["unchanged"], told["rows"]) == (1, 5, 5)


def test_outgrown_models_are_made_anew_and_ids_last(tmp_path):
    folder, target = tmp_path / "s", tmp_path / "o.csv"
    update_state(folder, table(FIRST), level="location")
    write_ids(folder, target)
    before = ids_in(target)
    update_state(folder, table({}), removed=["6"], level="location")
    told = update_state(
        folder, table({"7": {"name": "Neue Firma"}, "8": {"name": "Andere"}}), level="location"
    )
    assert told["reason"].startswith("new model: 2 rows came since the model was made from 6")
    state = State.load(Folder(folder))
    assert [entry["version"] for entry in state.facts["history"]] == [1, 3]
    write_ids(folder, target)
    assert {key: value for key, value in ids_in(target).items() if key in before} == {
        key: value for key, value in before.items() if key != "6"
    }
    update_state(folder, table({"6": FIRST["6"]}), level="location")
    write_ids(folder, target)
    assert ids_in(target)["6"] == before["6"], "gone listings keep their id over a new model"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (dict(level="company"), "was made with level location, not company"),
        (dict(level="location", threshold=0.7), "was made with threshold 0.5, not 0.7"),
        (dict(level="location", clean_sources=("x",)), "was made with clean sources none, not x"),
    ],
)
def test_other_options_are_refused(tmp_path, options, said):
    update_state(tmp_path / "s", table(FIRST), level="location")
    with pytest.raises(UserError, match=f"{tmp_path / 's'}: {said}"):
        update_state(tmp_path / "s", table(FIRST), **options)


def test_damaged_and_foreign_folders_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match="holds other files and no state"):
        update_state(tmp_path, table(FIRST))
    assert (tmp_path / "notes.txt").read_text() == "mine"
    folder = tmp_path / "s"
    update_state(folder, table(FIRST), level="location")
    keys = next(folder.glob("*-keys*"))
    keys.write_bytes(keys.read_bytes()[:-8])
    with pytest.raises(UserError, match=f"is damaged: {keys.name} is missing or cut short"):
        update_state(folder, table(FIRST), level="location")
    (folder / "state.json").write_text("{")
    with pytest.raises(UserError, match="state.json is damaged"):
        update_state(folder, table(FIRST), level="location")


def test_a_model_of_another_version_is_refused_by_the_name_of_the_state(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "FORMAT", model.FORMAT - 1)
    update_state(tmp_path / "s", table(FIRST), level="location")
    monkeypatch.undo()
    said = f"^{tmp_path / 's'}: its model is damaged or of another version; delete the folder to begin anew.$"
    with pytest.raises(UserError, match=said):
        update_state(tmp_path / "s", table({"7": FIRST["6"]}), level="location")


def test_ids_given_twice_are_refused(tmp_path):
    double = pa.concat_tables([table({"1": FIRST["1"]})] * 2)
    with pytest.raises(UserError, match="given twice"):
        update_state(tmp_path / "s", double)
    update_state(tmp_path / "s", table(FIRST), level="location")
    with pytest.raises(UserError, match="Listing '1' is delivered and removed at once"):
        update_state(tmp_path / "s", table({"1": FIRST["1"]}), removed=["1"], level="location")


CHILD = """
import os, sys, threading
from pathlib import Path
import pyarrow as pa
from transforms.resolve import state_files
from transforms.resolve.state_run import update_state
from transforms.resolve.state_written import write_ids
folder, names, at = Path(sys.argv[1]), sys.argv[2].split(","), int(sys.argv[3])
count = 0
def counted(real):
    def call(*values, **named):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), 9)
        return real(*values, **named)
    return call
for name in ("fsync", "replace", "truncate", "unlink"):
    setattr(os, name, counted(getattr(os, name)))
rows = pa.table({"listing_id": pa.array(names), "name": pa.array([f"Firma {n}" for n in names])})
update_state(folder, rows, level="company")
print(count)
"""


@pytest.mark.slow
def test_killed_anywhere_a_version_is_there_or_not(tmp_path):
    """Kill -9 before each sync, rename and delete: the next run finds the old version or the new one."""
    names = [f"n{at}" for at in range(12)]
    base = tmp_path / "base"
    update_state(base, table({name: {"name": f"Firma {name}"} for name in names[:10]}), level="company")
    seen = set()
    for at in range(1, 60):
        folder = tmp_path / str(at)
        shutil.copytree(base, folder)
        run = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder), "n10,n11", str(at)],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        state = State.load(Folder(folder))
        seen.add(state.facts["version"])
        assert len(state.labels) == {1: 10, 2: 12}[state.facts["version"]]
        again = update_state(
            folder, table({name: {"name": f"Firma {name}"} for name in names}), level="company"
        )
        assert again["rows"] == 12
        named = {entry.name for entry in folder.iterdir()}
        wanted = {name.split("/")[0] for name in Folder(folder).manifest["sizes"]}
        assert named - {"state.json", "state.lock", "events.csv", "redirects.csv"} == wanted, (
            "nothing is left over"
        )
        if run.returncode == 0:
            break
        assert run.returncode == -9, run.stderr
    assert seen == {1, 2} and at > 10


def test_ids_with_signs_of_csv_are_quoted(tmp_path):
    odd = ['a,"b"', "line\nbreak", "plain", "ä"]
    update_state(tmp_path / "s", table({one: {"name": f"Firma {at}"} for at, one in enumerate(odd)}))
    write_ids(tmp_path / "s", tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(newline="") as file:
        rows = dict(csv.reader(file))
    assert rows.keys() == {"id", *odd}
    assert rows["plain"] == stable_id("c", "plain")
