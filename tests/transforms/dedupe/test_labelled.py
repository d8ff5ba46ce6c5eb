"""What labels say of a run: how known matches meet, and which labels look wrong."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from tests.transforms.resolve.listings import frame, row
from tests.transforms.resolve.test_learned import judgements, law_offices
from transforms.dedupe.labelled import doubted_labels, key_recall
from transforms.resolve import resolve
from transforms.resolve.block import CAP

RING = dict(street="Ring 5", city="Ulm", postcode="89073")


def recall(listings: pd.DataFrame, *labels: tuple[str, str, str], level: str = "location"):
    said = pd.DataFrame(labels, columns=["listing_a", "listing_b", "decision"], dtype=object)
    table = pa.Table.from_arrays([pa.array(said[name], pa.string()) for name in said], names=list(said))
    return key_recall(resolve(listings, judgements=said, level=level), table)


def test_it_is_counted_which_keys_find_known_matches_and_which_alone():
    listings = frame(
        row("a", "Brandt", phone="0731 123456"),
        row("b", "BRANDT", phone="0731 123456"),
        row("c", "Keller", phone="0731 778812"),
        row("d", "Nordlicht", phone="0731 778812"),
        row("e", "Orvanta"),
        row("f", "Seidel"),
    )
    found = recall(
        listings, ("a", "b", "same"), ("c", "d", "same"), ("e", "f", "same"), ("a", "c", "different")
    )
    assert (found["matches"], found["no_key"], found["too_common"]) == (3, 1, 0)
    assert found["kinds"]["phone"] == {"found": 2, "alone": 1}
    assert found["kinds"]["name"] == {"found": 1, "alone": 0}
    assert "domain" not in found["kinds"]


def test_what_only_too_common_values_would_find_is_told():
    names = [f"{chr(65 + n % 26)}{chr(97 + n // 26)}rka" for n in range(CAP + 2)]
    crowd = frame(*(row(f"l{n:02}", name, phone="0731 123456") for n, name in enumerate(names)))
    found = recall(crowd, ("l00", "l31", "same"), level="company")
    assert (found["no_key"], found["too_common"]) == (1, 1)


def test_what_the_first_look_leaves_out_is_told():
    far = frame(
        row("a", "Brandt Maschinenbau", **RING),
        row("b", "Brandt Maschinenbau", street="Hafenweg 1", city="Kiel", postcode="24103"),
    )
    found = recall(far, ("a", "b", "same"))
    assert (found["no_key"], found["first_look"]) == (0, 1)
    assert recall(far, ("a", "b", "same"), level="company")["first_look"] == 0


@pytest.mark.parametrize("labels", [[], [("a", "b", "different")]])
def test_without_known_matches_there_is_nothing_to_find(labels):
    found = recall(frame(row("a", "Brandt"), row("b", "Weber")), *labels)
    assert (found["matches"], found["no_key"], found["kinds"]) == (0, 0, {})


def test_labels_against_the_evidence_are_listed_the_most_first():
    said = judgements()
    said.loc[0, "decision"], said.loc[4, "decision"] = "different", "different"
    found = doubted_labels(resolve(law_offices(), judgements=said, level="location"))
    listed = [(label["id_a"], label["id_b"], label["match"]) for label in found["doubted_labels"]]
    assert {("000xf", "000xg", 0), ("001yf", "001yg", 0)} <= set(listed)
    assert found["labels_doubted"] == len(listed) and found["doubted_labels"][0]["probability"] > 0.9


def test_the_summary_tells_of_keys_and_of_labels_to_look_at(tmp_path):
    from flows.cli.dedupe_words import told
    from transforms.dedupe.run import dedupe_file

    law_offices().rename(columns={"listing_id": "id"}).to_csv(tmp_path / "in.csv", index=False)
    said = judgements().rename(columns={"listing_a": "id_a", "listing_b": "id_b"})
    said.loc[0, "decision"] = "different"
    said.assign(match=said["decision"]).to_csv(tmp_path / "labels.csv", index=False)
    out, labels = tmp_path / "out.csv", tmp_path / "labels.csv"
    lines = told(dedupe_file(tmp_path / "in.csv", out, labels=labels, level="location"), out, labels)
    assert "What brings the 99 pairs labelled same together, to be compared:" in lines
    assert "  words of the name: 99" in lines
    assert "Look at 1 label again" in lines and "  000xf and 000xg are different; the evidence: prob" in lines
