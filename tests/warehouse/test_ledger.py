import sqlite3
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from config.errors import UserError
from config.records import Judgement, Suppression
from warehouse.ledger import Ledger

NIGHT = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def judgement(decision, minutes=0, a="l1", b="l2", author="ada"):
    return Judgement(
        listing_a=a,
        listing_b=b,
        decision=decision,
        author=author,
        judged_at=NOON + timedelta(minutes=minutes),
    )


def members(**pairs):
    return pd.DataFrame({"listing_id": list(pairs), "company_id": list(pairs.values())})


def moved(*rows):
    return pd.DataFrame(list(rows), columns=["old_company_id", "company_id", "reason"])


def test_the_newest_judgement_of_a_pair_holds_and_the_older_one_is_kept(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.add_judgement(judgement("different", 5, author="grace"))
        ledger.add_judgement(judgement("same", 0, a="l2", b="l1"))  # written later, judged earlier
        now = ledger.judgements()
        assert now[["listing_a", "listing_b", "decision", "author"]].values.tolist() == [
            ["l1", "l2", "different", "grace"]
        ]
        assert ledger.judgement_history()["decision"].tolist() == ["same", "different"]


def test_the_same_judgement_twice_is_kept_once(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.add_judgement(judgement("same"))
        ledger.add_judgement(judgement("same"))
        assert len(ledger.judgement_history()) == 1


def test_a_judgement_needs_two_listings(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger, pytest.raises(UserError, match="'l1' was given twice"):
        ledger.add_judgement(judgement("same", b="l1"))


@pytest.mark.parametrize("sql", ["DELETE FROM judgements", "UPDATE judgements SET decision = 'different'"])
def test_nothing_in_the_ledger_can_be_changed(tmp_path, sql):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.add_judgement(judgement("same"))
    con = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute(sql)
    con.close()


def happened(*rows):
    names = ["company_id", "kind", "other_company_id", "listing_id", "evidence", "since_on"]
    return pd.DataFrame(list(rows), columns=names, dtype=object)


def test_events_are_kept_once_and_say_why(tmp_path):
    """A night that is run again tells the same, perhaps in other words; nothing of it is new."""
    merged = ("c1", "merge", "c2", None, "2 of 3 listings", NIGHT)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for words in ("2 of 3 listings", "two of three"):
            row = (*merged[:4], words, NIGHT)
            ledger.record_identities(
                members(a="c1"), moved(), NIGHT, happened(row, ("c9", "new", *[None] * 3, NIGHT))
            )
        events = ledger.events()
    assert events.drop(columns="event_id").values.tolist() == [
        list(merged),
        ["c9", "new", None, None, None, NIGHT],
    ]
    assert events["event_id"].is_unique


def test_the_same_event_of_another_night_is_another_event(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for night in (NIGHT, NIGHT + timedelta(1)):
            ledger.record_identities(
                members(a="c1"), moved(), night, happened(("c1", "back", None, "a", "", night))
            )
        assert ledger.events()["since_on"].tolist() == [NIGHT, NIGHT + timedelta(1)]


def test_ids_are_gone_until_they_are_back(tmp_path):
    nights = [NIGHT + timedelta(n) for n in range(3)]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for night, kind in zip(nights, ("new", "gone", "back"), strict=True):
            row = ("c1", kind, None, "a", "", night)
            ledger.record_identities(members(a="c1"), moved(), night, happened(row))
        assert [ledger.gone(night) for night in nights] == [set(), {"c1"}, set()]


def test_a_past_night_done_again_does_not_tell_what_later_ones_told(tmp_path):
    earlier = NIGHT - timedelta(3)
    told = [("c1", "new", None, "a", ""), ("c2", "gone", None, "b", "")]
    fresh = [("c3", "new", None, "d", ""), ("c1", "merge", "c9", "e", ""), ("c1", "gone", None, "a", "")]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_identities(members(a="c1"), moved(), NIGHT, happened(*((*row, NIGHT) for row in told)))
        again = happened(*((*row, earlier) for row in told + fresh))
        ledger.record_identities(members(a="c1"), moved(), earlier, again)
        events = ledger.events()
    of_then = events[events["since_on"] == earlier]
    assert of_then[["company_id", "kind"]].values.tolist() == [["c3", "new"], ["c1", "merge"], ["c1", "gone"]]


def test_a_ledger_of_the_first_version_gains_its_events(tmp_path):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.add_judgement(judgement("same"))
        ledger.record_identities(members(a="c1"), moved(), NIGHT)
    con = sqlite3.connect(path)
    con.executescript("DROP TABLE company_events; PRAGMA user_version = 1;")
    con.close()
    with Ledger(path) as ledger:
        assert len(ledger.events()) == 0 and len(ledger.judgements()) == 1
        assert ledger.members()["company_id"].tolist() == ["c1"]
        ledger.record_identities(
            members(a="c1"), moved(), NIGHT, happened(("c1", "new", None, "a", "", NIGHT))
        )
    con = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        con.execute("DELETE FROM company_events")
    con.close()


def test_suppressions_survive_and_repeat_without_effect(tmp_path):
    item = Suppression(key_hash="ab", kind="email", scope="contact", basis="asked by phone", since=NOON)
    for _ in range(2):
        with Ledger(tmp_path / "ledger.sqlite") as ledger:
            ledger.add_suppression(item)
            found = ledger.suppressions()
    assert found["key_hash"].tolist() == ["ab"]
    assert found["since"].tolist() == [pd.Timestamp(NOON)]


def test_empty_frames_have_their_columns_and_times(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert list(ledger.suppressions().columns) == ["key_hash", "kind", "scope", "basis", "since"]
        assert str(ledger.judgements()["judged_at"].dtype).endswith("UTC]")
        assert ledger.members().empty and ledger.redirects().empty


def test_identities_of_the_same_night_are_recorded_once(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.record_identities(members(l1="c1", l2="c1"), moved(), NIGHT) == 2
        assert ledger.record_identities(members(l1="c1", l2="c1"), moved(), NIGHT) == 0
        assert ledger.record_identities(members(l1="c1", l2="c2"), moved(), NIGHT) == 1
        assert ledger.members()["company_id"].tolist() == ["c1", "c2"]


def test_a_backfill_does_not_displace_what_later_nights_decided(tmp_path):
    earlier = NIGHT - timedelta(days=3)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_identities(members(l1="c2"), moved(), NIGHT)
        ledger.record_identities(members(l1="c1", l9="c9"), moved(), earlier)
        assert ledger.members().values.tolist() == [["l1", "c2"], ["l9", "c9"]]
        assert ledger.members(earlier).values.tolist() == [["l1", "c1"], ["l9", "c9"]]
        assert ledger.record_identities(members(l1="c1"), moved(), earlier) == 0


def test_redirects_lead_straight_to_the_id_of_today(tmp_path):
    later = NIGHT + timedelta(days=1)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_identities(members(l1="c1", l2="c2"), moved(("c3", "c2", "merge")), NIGHT)
        ledger.record_identities(members(l1="c1", l2="c1"), moved(("c2", "c1", "merge")), later)
        ledger.record_identities(members(l1="c1", l2="c1"), moved(("c2", "c1", "merge")), later)
        assert ledger.redirects().values.tolist() == [
            ["c2", "c1", "merge", later],
            ["c3", "c1", "merge", NIGHT],
        ]


def test_a_redirect_follows_the_listings_when_a_merge_is_taken_back(tmp_path):
    days = [NIGHT + timedelta(days=n) for n in range(4)]
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_identities(members(l1="c1", l2="c1", l3="c3", l4="c3", l5="c3"), moved(), days[0])
        together = members(l1="c1", l2="c1", l3="c1", l4="c1", l5="c1")
        ledger.record_identities(together, moved(("c3", "c1", "merge")), days[1])
        assert ledger.redirects().values.tolist() == [["c3", "c1", "merge", days[1]]]
        ledger.record_identities(members(l3="c9", l4="c9"), moved(), days[2])
        assert ledger.redirects().values.tolist() == [["c3", "c9", "split", days[2]]]
        ledger.record_identities(members(l3="c1", l4="c1"), moved(("c9", "c1", "merge")), days[3])
        assert ledger.redirects().values.tolist() == [
            ["c3", "c1", "merge", days[1]],
            ["c9", "c1", "merge", days[3]],
        ]


def test_an_id_that_lives_again_is_no_redirect(tmp_path):
    later = NIGHT + timedelta(days=1)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.record_identities(members(l1="c1", l2="c1"), moved(("c2", "c1", "merge")), NIGHT)
        ledger.record_identities(members(l1="c1", l2="c2"), moved(), later)
        assert ledger.redirects().empty


def test_identities_are_all_recorded_or_none(tmp_path):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.record_identities(members(l1="c1", l2=None), moved(), NIGHT)
        assert ledger.members().empty


WRITER = """
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from config.records import Judgement
from warehouse.ledger import Ledger
with Ledger(Path(sys.argv[1])) as ledger:
    for n in range(30):
        ledger.add_judgement(Judgement(listing_a=f"a{n}", listing_b="b" + sys.argv[2], decision="same",
            author=sys.argv[2], judged_at=datetime(2026, 11, 20, tzinfo=UTC) + timedelta(seconds=n)))
"""


def test_people_judge_while_a_run_writes(tmp_path):
    """Two processes open a new ledger at once and write while this one records identities and reads."""
    path = tmp_path / "ledger.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stderr=subprocess.PIPE)
        for name in ("ada", "grace")
    ]
    with Ledger(path) as ledger:
        n = 0
        while any(writer.poll() is None for writer in writers):
            ledger.record_identities(members(**{f"l{i}": f"c{n}" for i in range(50)}), moved(), NIGHT)
            ledger.judgements()
            n += 1
            time.sleep(0.02)
        for writer in writers:
            assert writer.communicate()[1] == b"" and writer.returncode == 0
        assert ledger.judgement_history()["author"].value_counts().to_dict() == {"ada": 30, "grace": 30}
        assert set(ledger.members()["company_id"]) == {f"c{n - 1}"}
