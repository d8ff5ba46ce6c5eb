"""A model is learnt from judgements where it helps, and is then held fixed like the other weights."""

import subprocess
import sys
from functools import cache
from random import Random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from tests.transforms.resolve.listings import frame, row
from transforms.resolve import Resolution, resolve
from transforms.resolve.block import Pairs
from transforms.resolve.learned import Learned
from transforms.resolve.learning import is_due
from transforms.resolve.levels import APART_BITS
from transforms.resolve.model import Model
from transforms.resolve.scoring import score_pairs
from transforms.resolve.sources import Sources
from transforms.resolve.state import State
from transforms.resolve.state_files import Folder
from transforms.resolve.state_run import update_state

OFFICES = 120
TAUGHT = 50
"""Offices whose pairs are judged."""


def law_offices(alike: bool = True) -> pd.DataFrame:
    """Houses with two lawyers each, who share street and telephone; the fair prints their mobiles.

    So the telephone, mostly the best of evidence, says nothing here: same for two, another for one. The
    two are called alike unless told otherwise: then names tell them apart, and there is little to learn.
    """
    draw = Random(7)
    syllables = "ba do fe gi ku la mo ne pi ra so tu va wo xe zi".split()
    rows = []
    for office in range(OFFICES):
        home = {
            "street": f"{''.join(draw.sample(syllables, 3)).title()}weg {draw.randint(1, 99)}",
            "city": "Ulm",
            "postcode": "89073",
            "country": "DE",
        }
        house = "".join(draw.sample(syllables, 3)).title()
        desk = f"0731 {draw.randint(200000, 999999)}"
        for who in "xy":
            name = f"Kanzlei {house if alike else ''} {''.join(draw.sample(syllables, 3)).title()}"
            mobile = f"0170 {draw.randint(2000000, 9999999)}"
            rows.append(row(f"{office:03d}{who}g", name, "guide", phone=desk, **home))
            rows.append(row(f"{office:03d}{who}f", name, "fair", phone=mobile, **home))
    return frame(*rows)


def judgements(offices: int = TAUGHT) -> pd.DataFrame:
    """Three judgements for each of the first offices: each lawyer is one, and not the other."""
    rows = []
    for office in range(offices):
        at = f"{office:03d}"
        rows += [(f"{at}xf", f"{at}xg", "same"), (f"{at}yf", f"{at}yg", "same")]
        rows.append((f"{at}xg", f"{at}yg", "different"))
    return pd.DataFrame(rows, columns=["listing_a", "listing_b", "decision"], dtype=object)


@cache
def resolved(count: int) -> Resolution:
    """The law offices with the first so many judgements."""
    return resolve(law_offices(), judgements=judgements().head(count), level="location")


def mistakes(found: Resolution) -> int:
    """Wrong answers on the pairs of the offices that nobody judged."""
    cluster = dict(zip(found.clusters["listing_id"], found.clusters["cluster"], strict=True))
    wrong = 0
    for a, b, decision in judgements(OFFICES).tail(3 * (OFFICES - TAUGHT)).itertuples(index=False):
        wrong += (cluster[a] == cluster[b]) != (decision == "same")
    return wrong


def test_judgements_teach_that_a_telephone_is_shared():
    plain, taught = resolved(0), resolved(150)
    assert taught.summary["learned"]["took_over"]
    assert mistakes(taught) == 0 < 20 < mistakes(plain)


def test_places_apart_stay_apart_whatever_is_learnt():
    """Branches share name and site; without this a sparse list with labels merged them by the hundred."""
    branch = row("999", "Kanzlei Muster", "fair", phone="0221 456789", street="Domweg 1", city="Köln")
    other = row("998", "Kanzlei Muster", "guide", phone="0431 456780", street="Seeweg 9", city="Kiel")
    listings = pd.concat([law_offices(), frame(branch, other)], ignore_index=True)
    found = resolve(listings, judgements=judgements(), level="location")
    assert found.model.learned
    two = score_pairs(
        found.evidence.few,
        found.evidence.words,
        Pairs(np.asarray([len(listings) - 2]), np.asarray([len(listings) - 1])),
        found.model,
        Sources.of(np.full(len(listings), -1), np.arange(len(listings)), len(listings)),
    )
    assert two.total.tolist() == [APART_BITS * 1000]
    assert int(two.bits.sum() + two.rule.sum() + two.prior) == APART_BITS * 1000


def test_below_100_judgements_nothing_is_learnt():
    few, enough = resolved(99), resolved(100)
    assert not few.model.learned
    assert few.summary["learned"]["reason"] == "fewer than 100 judgements"
    assert enough.model.learned


def test_what_does_not_win_on_held_out_judgements_does_not_take_over():
    found = resolve(law_offices(alike=False), judgements=judgements(), level="location")
    lesson = found.summary["learned"]
    assert lesson["reason"] == "the label-free weights do better on held-out judgements"
    assert lesson["learnt"]["log_loss"] > lesson["label_free"]["log_loss"]
    assert not lesson["took_over"]
    assert not found.model.learned


def test_judgements_do_not_bend_the_label_free_weights():
    listings = law_offices()
    repeated = pd.concat([listings, listings.assign(listing_id=listings["listing_id"] + "2")])
    plain, judged = (
        resolve(repeated, judgements=said, level="location") for said in (None, judgements().head(99))
    )
    assert judged.model.version == plain.model.version


def test_one_kind_of_judgement_teaches_nothing():
    said = judgements()
    found = resolve(law_offices(), judgements=said[said["decision"] == "same"], level="location")
    assert found.summary["learned"]["reason"].startswith("too few judgements of one kind")


def test_order_of_rows_and_judgements_does_not_matter():
    listings, said = law_offices(), judgements()
    found = resolve(
        listings.sample(frac=1, random_state=3),
        judgements=said.sample(frac=1, random_state=5),
        level="location",
    )
    assert found.model.version == resolved(150).model.version
    pd.testing.assert_frame_equal(found.clusters, resolved(150).clusters)


def test_reasons_still_add_up():
    found = resolved(150)
    scored = found.evidence.scored
    total = scored.bits.sum(1) + scored.rule + scored.prior
    assert np.array_equal(total, scored.total)


def test_a_frozen_classifier_decides_a_part_as_among_all():
    listings, whole = law_offices(), resolved(150)
    office = listings["listing_id"].str[:3] >= "100"
    part = resolve(listings[office], model=whole.model, level="location")
    expected = whole.clusters[office.to_numpy()].reset_index(drop=True)
    pd.testing.assert_frame_equal(part.clusters, expected)
    assert part.model is whole.model


def test_a_stored_classifier_needs_no_library_of_learning(tmp_path):
    whole = resolved(150)
    whole.model.save(tmp_path)
    law_offices().tail(80).to_parquet(tmp_path / "part.parquet")
    program = f"""
import sys
import pandas as pd
from pathlib import Path
from transforms.resolve import resolve
from transforms.resolve.model import Model
folder = Path({str(tmp_path)!r})
found = resolve(pd.read_parquet(folder / "part.parquet"), model=Model.load(folder))
assert not any(name.split(".")[0] in ("sklearn", "scipy") for name in sys.modules)
print(" ".join(found.clusters["cluster"]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == whole.clusters["cluster"].tail(80).tolist()
    assert Model.load(tmp_path).version == whole.model.version


def test_a_classifier_reads_back_what_it_wrote():
    learned = Learned.from_json(resolved(150).model.learned)
    assert Learned.from_json(learned.to_json()) == learned


def test_no_company_is_learnt_from_and_held_out():
    from transforms.resolve.learning import Lesson, _folds

    draw = np.random.default_rng(1)
    a, b = draw.integers(0, 40, 300), draw.integers(0, 40, 300)
    known = draw.integers(-1, 2, 300)
    lesson = Lesson(np.zeros((300, 1)), np.zeros(300), known, known >= 0, a, b)
    held_once = np.zeros(300, int)
    for held, seen in _folds(lesson):
        held_once += held
        assert not set(a[held]) & (set(a[seen]) | set(b[seen]))
        assert not (held | seen)[known < 0].any()
    assert (held_once == (known >= 0)).all()


def test_learning_keeps_to_one_thread(monkeypatch):
    """Two threads took four times the processor time of one."""
    from threadpoolctl import threadpool_info

    seen: list[int] = []
    solve = np.linalg.solve

    def watched(*system):
        seen.extend(pool["num_threads"] for pool in threadpool_info())
        return solve(*system)

    monkeypatch.setattr(np.linalg, "solve", watched)
    resolve(law_offices(), judgements=judgements())
    assert set(seen) == {1}


@pytest.mark.parametrize("start", [0.0, 40.0])
def test_a_fit_finds_the_weights_that_explain_best(start):
    """Wherever it starts, and where weights without a pull would grow for ever."""
    from transforms.resolve.learning import FREEDOM, _logistic

    draw = np.random.default_rng(3)
    table = np.column_stack([draw.normal(size=(400, 3)), np.ones(400)])
    match = np.where(table[:, 0] > 0, 1.0, 0.1)
    counts = draw.random(400)
    weights = _logistic(table, match, counts, np.full(4, start))
    slope = table.T @ (counts * (1 / (1 + np.exp(-table @ weights)) - match))
    assert np.allclose(slope + np.append(weights[:3] / FREEDOM, 0), 0, atol=1e-3)
    assert weights[0] > 1 > 0.3 > abs(weights[1:3]).max()


@pytest.mark.parametrize("sign", [1, -1])
def test_unknown_fields_still_say_nothing(sign):
    from transforms.resolve.addresses import UNKNOWN
    from transforms.resolve.compare import COMPARISONS, Levels

    count = len(COMPARISONS)
    learned = Learned(
        {c.name: [1.0] * len(c.levels) for c in COMPARISONS},
        {c.name: 0.5 for c in COMPARISONS},
        (0.1, 0.1),
        0.5,
        -3.0,
    )
    nothing = Levels(np.full((1, count), UNKNOWN, np.uint8), np.full(1, np.inf), np.ones(1), np.zeros(1))
    bits, rule, prior = learned.reweigh(nothing, np.zeros((1, count), np.int32), np.asarray([sign * 2000]))
    assert not bits.any()
    assert (rule.tolist(), prior) == ([sign * 1000], -3000)


def test_a_state_learns_when_enough_labels_came_and_obeys_at_once_until_then(tmp_path):
    rows = pa.Table.from_pandas(law_offices(), preserve_index=False)
    said = pa.Table.from_pandas(judgements(), preserve_index=False)
    update_state(tmp_path, rows, level="location")

    few = update_state(tmp_path, rows.slice(0, 1), judgements=said.slice(0, 99), level="location")
    assert (few["reason"], few["learned"]) == ("delivery", {})

    enough = update_state(tmp_path, rows.slice(0, 1), judgements=said.slice(99, 21), level="location")
    assert enough["reason"] == "new model: 120 labels to learn from" and enough["learned"]["took_over"]
    assert State.load(Folder(tmp_path)).model.learned

    more = update_state(tmp_path, rows.slice(0, 1), judgements=said.slice(120), level="location")
    assert more["reason"] == "delivery", "thirty more are obeyed, but teach little"
    state = State.load(Folder(tmp_path))
    cluster = dict(zip(state.listing_ids().to_pylist(), state.labels.cluster.tolist(), strict=True))
    pairs = zip(*(said[name].to_pylist() for name in ("listing_a", "listing_b", "decision")), strict=True)
    assert all((cluster[a] == cluster[b]) == (decision == "same") for a, b, decision in pairs)


@pytest.mark.parametrize(
    ("judgements", "before", "due"),
    [(99, 0, False), (100, 0, True), (100, 99, True), (149, 100, False), (150, 100, True)],
)
def test_learning_is_due_with_a_hundred_judgements_and_half_as_many_again(judgements, before, due):
    assert is_due(judgements, before) == due
