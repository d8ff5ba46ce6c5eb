"""Signals: what a headline reports, whom it concerns, and one signal an event."""

from __future__ import annotations

from datetime import date

import pytest

from config.tables import SIGNALS
from tests.transforms.rows import NIGHT, companies, listings, mentions
from transforms.headlines import kind_of
from transforms.signals import signals

KNOWN = companies(
    {"display_name": "Brandt Maschinenbau GmbH", "city": "Köln", "domain": "brandt.example"},
    {"display_name": "Vogel GmbH", "city": "Ulm"},
    {"display_name": "Keller Pumpen AG", "city": "Hof"},
    {"display_name": "Keller Pumpen KG", "city": "Bonn"},
    {"display_name": "上海华强机械有限公司", "city": "上海"},
)
NONE = listings()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Brandt zieht um: neuer Firmensitz in Köln", "relocation"),
        ("Brandt relocates to Hull", "relocation"),
        ("Brandt déménage à Lyon", "relocation"),
        ("Brandt ernennt neuen Einkaufsleiter", "appointment"),
        ("Brandt appoints Jane Doe as CEO", "appointment"),
        ("Brandt nomme un nouveau directeur", "appointment"),
        ("Spatenstich: Brandt baut neues Werk", "new_plant"),
        ("Brandt opens its second plant", "new_plant"),
        ("Brandt ouvre une nouvelle usine", "new_plant"),
        ("Brandt stellt Insolvenzantrag", "insolvency"),
        ("Brandt files for bankruptcy", "insolvency"),
        ("Brandt en redressement judiciaire", "insolvency"),
        ("Brandt wins major contract in Norway", "award"),
        ("Brandt gewinnt Ausschreibung der Bahn", "award"),
        ("Brandt lève 12 millions d'euros", "funding"),
        ("Brandt stellt neue Pumpe vor", "product_launch"),
        ("华强机械中标地铁项目", "award"),
        ("Oil prices little changed", None),
        ("Stadtfest lockt Tausende", None),
    ],
)
def test_headlines(title: str, kind: str | None) -> None:
    assert kind_of(title, None)[0] == kind


def tied(title: str, text: str | None = None, link: str | None = None) -> list[str]:
    found = signals(mentions({"title": title, "text": text, "link": link}), KNOWN, NONE, NIGHT)
    assert list(found.columns) == SIGNALS.names
    return list(found["company_id"])


def test_a_whole_name_ties() -> None:
    assert tied("Brandt Maschinenbau zieht um") == ["c1"]
    assert tied("BRANDT MASCHINENBAU GmbH zieht um") == ["c1"]


def test_part_of_a_name_does_not() -> None:
    assert tied("Brandt zieht um") == []


def test_a_short_name_needs_form_or_town() -> None:
    assert tied("Vogel zieht um") == []
    assert tied("Vogel GmbH zieht um") == ["c2"]
    assert tied("Vogel zieht um", "Ulm. Die Firma wächst.") == ["c2"]


def test_a_name_of_two_companies_needs_the_town() -> None:
    assert tied("Keller Pumpen zieht um") == []
    assert tied("Keller Pumpen zieht um", "Bonn. Mehr Platz.") == ["c4"]


def test_chinese_names() -> None:
    assert tied("华强机械搬迁至新址") == ["c5"]


def test_place_or_site_raises_confidence() -> None:
    plain = signals(mentions({"title": "Brandt Maschinenbau zieht um"}), KNOWN, NONE, NIGHT)
    placed = signals(mentions({"title": "Brandt Maschinenbau zieht um in Köln"}), KNOWN, NONE, NIGHT)
    assert placed["confidence"].iloc[0] > plain["confidence"].iloc[0]


def test_one_event_one_signal_confirmed_by_a_second_paper() -> None:
    found = signals(
        mentions(
            {"title": "Brandt Maschinenbau baut neues Werk", "published_on": date(2026, 2, 1)},
            {
                "title": "Neues Werk für Brandt Maschinenbau",
                "published_on": date(2026, 2, 9),
                "source": "b_news",
            },
        ),
        KNOWN,
        NONE,
        NIGHT,
    )
    assert list(found["status"]) == ["confirmed"]
    assert found["event_date"].iloc[0] == date(2026, 2, 1)


def test_two_plants_a_year_apart_are_two() -> None:
    found = signals(
        mentions(
            {"title": "Brandt Maschinenbau baut neues Werk in Hof", "published_on": date(2024, 2, 1)},
            {"title": "Brandt Maschinenbau baut neues Werk in Hof", "published_on": date(2026, 2, 9)},
        ),
        KNOWN,
        NONE,
        NIGHT,
    )
    assert len(found) == 2


def test_the_latest_move_supersedes() -> None:
    found = signals(
        mentions(
            {"title": "Brandt Maschinenbau zieht um nach Hof", "published_on": date(2025, 6, 1)},
            {"title": "Brandt Maschinenbau verlegt Sitz nach Ulm", "published_on": date(2026, 2, 9)},
        ),
        KNOWN,
        NONE,
        NIGHT,
    )
    assert list(found.sort_values("event_date")["status"]) == ["superseded", "new"]


def test_tomorrows_news_is_not_known_yet() -> None:
    rows = mentions({"title": "Brandt Maschinenbau zieht um", "published_on": date(2026, 3, 2)})
    assert signals(rows, KNOWN, NONE, NIGHT).empty


def test_exhibitors_become_need_once_an_event() -> None:
    booth = {
        "name": "Brandt Maschinenbau",
        "event": "Messe 2025",
        "event_date": "12.05.2025",
        "hall": "Halle 3",
        "booth": "B12",
    }
    found = signals(
        mentions(),
        KNOWN,
        listings(booth | {"source": "a_exhibitor"}, booth | {"source": "b_exhibitor"}),
        NIGHT,
    )
    (row,) = found.to_dict("records")
    assert (row["kind"], row["pillar"], row["polarity"]) == ("exhibits", "N", 1)
    assert row["event_date"] == date(2025, 5, 12)
    assert row["title"] == "Exhibits at Messe 2025, hall 3, booth B12"
    assert row["status"] == "confirmed"


def test_our_own_event_is_attendance() -> None:
    found = signals(
        mentions(),
        KNOWN,
        listings({"event": "Open house", "source": "a_event", "event_date": "2026-01-10"}),
        NIGHT,
    )
    assert list(found["kind"]) == ["attended_event"]


def test_old_signals_are_stale() -> None:
    rows = mentions({"title": "Brandt Maschinenbau zieht um", "published_on": date(2023, 3, 2)})
    assert list(signals(rows, KNOWN, NONE, NIGHT)["status"]) == ["stale"]


def test_a_headline_about_a_person_is_published_without_the_person() -> None:
    news = mentions({"title": "Brandt Maschinenbau GmbH appoints Jane Sample as CEO"})
    found = signals(news, KNOWN, NONE, NIGHT)
    assert found["kind"].tolist() == ["appointment"]
    assert found["title"].tolist() == ["New person in a leading role"]
