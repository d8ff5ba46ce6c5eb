"""Deliveries taken into a state one after the other give what a full run gives."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve import block as blocking
from transforms.resolve import delta
from transforms.resolve.prepare import clean_listings
from transforms.resolve.resolution import resolve_cleaned
from transforms.resolve.state import ALIVE, State
from transforms.resolve.state_files import Folder
from transforms.resolve.state_run import update_state

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


@settings(max_examples=100, deadline=None)
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
