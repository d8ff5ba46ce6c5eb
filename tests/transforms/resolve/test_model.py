"""The model: what is held fixed decides alike on all rows and on any whole components of them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import UserError
from transforms.resolve import block as blocking
from transforms.resolve.block import CAP, ModelOutgrown
from transforms.resolve.model import FORMAT, Model
from transforms.resolve.prepare import clean_listings
from transforms.resolve.resolution import resolve, resolve_cleaned

from .listings import SMALL_WORLD, TOWN, frame, row

WORDS = st.sampled_from("Brandt Weber Nord Stahl Möbel Bau Service Radhaus Radhaos".split())
ROWS = st.lists(
    st.fixed_dictionaries(
        {"name": st.lists(WORDS, min_size=1, max_size=3).map(" ".join)},
        optional={
            "street": st.sampled_from(["Ring 5", "Ring 7", "Hafenweg 1", "Ring", "Hafnweg 1"]),
            "city": st.sampled_from(["Ulm", "Köln", "Bonn", "Kiel", "Jena", "York"]),
            "country": st.sampled_from(["DE", "GB"]),
            "phone": st.sampled_from(["0731 123456", "0731 123457", "0221 998877", "998877"]),
            "website": st.sampled_from(["brandt.example", "weber.example", "radhaus.example"]),
            "reg_no": st.sampled_from(["HRB 1234", "HRB 99881", "1234"]),
            "source": st.sampled_from(["guide", "fair"]),
        },
    ),
    min_size=1,
    max_size=30,
)


def matching(found) -> dict[tuple[str, str], tuple[float, str]]:
    columns = ("listing_a", "listing_b", "log_odds", "reasons")
    a, b, odds, reasons = (found.matches[column].tolist() for column in columns)
    return {
        pair: said for pair, said in zip(zip(a, b, strict=True), zip(odds, reasons, strict=True), strict=True)
    }


@settings(max_examples=25, deadline=None)
@given(
    ROWS,
    ROWS,
    st.sampled_from(["company", "location"]),
    st.lists(
        st.tuples(st.integers(0, 29), st.integers(0, 29), st.sampled_from(["same", "different"])), max_size=3
    ),
    st.sampled_from([3, CAP]),
    st.randoms(),
)
def test_whole_components_are_resolved_as_among_all(first, rows, level, judged, cap, random):
    """The model is made from other rows than those it is used on, some of them the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocking, "CAP", cap)
        model = resolve(numbered(first), level=level).model
        cleaned = clean_listings(numbered(rows))
        ids = cleaned["listing_id"].to_pylist()
        pairs = [(ids[a % len(ids)], ids[b % len(ids)], said) for a, b, said in judged]
        given_pairs = pd.DataFrame(pairs, columns=["listing_a", "listing_b", "decision"], dtype=object)
        options = dict(judgements=given_pairs, clean_sources=frozenset({"fair"}), model=model)
        whole = resolve_cleaned(cleaned, **options)
        labels = sorted(set(whole.component.tolist()))
        taken = [label for label in labels if random.random() < 0.5]
        at = np.flatnonzero(np.isin(whole.component, taken))
        part = resolve_cleaned(cleaned.take(at), **options)
    assert [ids[i] for i in at[part.cluster]] == [ids[i] for i in whole.cluster[at]]
    assert [ids[i] for i in at[part.component]] == [ids[i] for i in whole.component[at]]
    assert part.locations["location"].tolist() == whole.locations["location"].iloc[at].tolist()
    assert (whole.component[whole.cluster] == whole.component).all(), "a cluster lies in one component"
    kept = {ids[i] for i in at}
    told = {pair: said for pair, said in matching(whole).items() if set(pair) <= kept}
    assert matching(part) == told


def numbered(rows):
    return frame(*({"listing_id": f"l{at:02d}", **values} for at, values in enumerate(rows)))


@pytest.mark.parametrize("level", ["company", "location"])
def test_the_rows_it_was_made_from_are_resolved_alike_with_it(level):
    once = resolve(SMALL_WORLD, level=level)
    again = resolve(SMALL_WORLD, level=level, model=once.model)
    pd.testing.assert_frame_equal(once.clusters, again.clusters)
    pd.testing.assert_frame_equal(once.matches, again.matches)


def test_saved_and_loaded_it_decides_alike(tmp_path):
    made = resolve(SMALL_WORLD, level="company")
    made.model.save(tmp_path / "model")
    loaded = Model.load(tmp_path / "model")
    assert loaded.version == made.model.version
    del loaded.__dict__["version"]
    assert loaded.version == made.model.version, "hashed anew from what was read"
    again = resolve(SMALL_WORLD, model=loaded)
    pd.testing.assert_frame_equal(made.matches, again.matches)
    assert resolve(SMALL_WORLD.head(5), level="company").model.version != loaded.version


def test_a_folder_without_a_readable_model_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="no readable model"):
        Model.load(tmp_path)
    resolve(SMALL_WORLD).model.save(tmp_path)
    facts = (tmp_path / "model.json").read_text()
    (tmp_path / "model.json").write_text(facts.replace(f'"format": {FORMAT}', '"format": 0'))
    with pytest.raises(UserError, match="another version"):
        Model.load(tmp_path)
    (tmp_path / "model.json").write_text(facts[:100])
    with pytest.raises(UserError, match="no readable model"):
        Model.load(tmp_path)


def test_a_closed_key_stays_closed_and_an_open_one_open():
    many = [row(f"{at:03d}", f"Firma{at}x{at * 7}", phone="0731 123456") for at in range(CAP + 1)]
    model = resolve(frame(*many), level="location").model
    assert resolve(frame(*many[:5]), model=model).summary["pairs_compared"] == 0
    other = [{**values, "phone": "0731 654321"} for values in many]
    found = resolve(frame(*other), model=model)
    assert found.summary["pairs_compared"] == CAP * (CAP + 1) // 2


def test_rows_that_share_a_value_in_thousands_stop_a_model_made_before_them():
    few = [row(f"{at:05d}", f"Firma{at}x{at * 7}", phone="0731 123456", **TOWN) for at in range(1200)]
    model = resolve(SMALL_WORLD, level="location").model
    with pytest.raises(ModelOutgrown):
        resolve(frame(*few), model=model)


def test_what_a_value_tells_is_taken_from_the_model():
    pair = [row("1", "Brandt", phone="0731 123456"), row("2", "Brandt Ulm", phone="0731 123456")]
    crowd = [row(f"x{at}", f"Firma{at}x{at * 7}", phone="0731 123456") for at in range(40)]
    alone = resolve(frame(*pair), level="location").matches["log_odds"].iloc[0]
    model = resolve(frame(*pair, *crowd), level="location").model
    assert resolve(frame(*pair), model=model).matches["log_odds"].iloc[0] < alone - 3
