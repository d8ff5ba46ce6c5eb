from datetime import date

from tests.warehouse.night import A, frame, load_night
from tests.warehouse.staged import NEXT, NIGHT, home
from tests.warehouse.test_work import companies
from warehouse.past_nights import canaries, keep_canaries, largest_before, previous, remember
from warehouse.work import Work


def test_the_night_before_is_remembered(tmp_path):
    at = home(tmp_path)
    load_night(at)
    with Work(at) as work:
        assert previous(work, NIGHT) is None
        remember(work, NIGHT)
        remember(work, NIGHT)
        assert previous(work, NIGHT) is None
        work.replace("companies", companies())
        remember(work, NEXT)
        before = previous(work, NEXT)
        assert set(before) == {"companies", "prospects", "signals"}
        assert len(before["companies"]) == 3 and A in set(before["prospects"]["company_id"])
        assert "partition" not in before["companies"]
        assert previous(work, date(2027, 1, 1))["companies"]["company_id"].tolist() == ["c1"]


def test_only_so_many_nights_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr("warehouse.past_nights.KEPT_NIGHTS", 2)
    with Work(home(tmp_path)) as work:
        work.replace("companies", companies())
        for day in (18, 19, 20):
            remember(work, date(2026, 11, day))
        assert previous(work, date(2026, 11, 19)) is None
        assert previous(work, date(2026, 11, 20)) is not None


def test_canaries_are_kept_by_night_and_replaced_by_a_repeat(tmp_path):
    def said(share):
        return frame(
            "canaries", [{"canary": "lei", "side": "recall", "pairs": 4, "passed": 2, "share": share}]
        )

    with Work(home(tmp_path)) as work:
        for night, share in ((NIGHT, 0.5), (NEXT, 0.7), (NIGHT, 0.6)):
            keep_canaries(work, said(share), night)
        assert canaries(work, NIGHT)["share"].tolist() == [0.6]
        assert canaries(work, NEXT)[["partition", "share"]].values.tolist() == [[NIGHT, 0.6], [NEXT, 0.7]]


def test_the_largest_company_of_the_night_before_is_known(tmp_path):
    with Work(home(tmp_path)) as work:
        for night, count in ((NIGHT, 4), (NEXT, 9)):
            work.replace("companies", frame("companies", [{"company_id": "c1", "listing_count": count}]))
            remember(work, night)
        assert [largest_before(work, NIGHT), largest_before(work, NEXT)] == [None, 4]
