"""What good nights teach, and the cause that is named when a night is not like them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.home import Home
from extractors.page import Document
from extractors.page_signs import sign_of
from extractors.profile import distance, likeness, shape
from tests.extractors.nights import FIRST, Firm, after, card, firms, listed, live, spec_file
from tests.extractors.pages import page

PLAIN = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"


def night(tmp_path: Path, *bodies: str, good: int = 5) -> tuple[str, str | None, str]:
    """Return state, kind and cause of a night that follows ``good`` ones."""
    _, health = after(tmp_path, *bodies, good=good)
    return health.state, health.drift, health.cause or ""


def usual(render: object = card) -> tuple[str, str]:
    return listed(firms(48)[:24], render), listed(firms(48)[24:], render)  # type: ignore[arg-type]


@pytest.mark.parametrize("good", [1, 2, 5])
def test_growth_churn_and_order_are_no_drift(tmp_path: Path, good: int) -> None:
    shown = firms(50)[2:]
    shown = [
        *shown[24:],
        *({**one, "phone": "0800 1"} if i == 3 else one for i, one in enumerate(shown[:24])),
    ]

    assert night(tmp_path, listed(shown[:24]), listed(shown[24:]), good=good) == ("ok", None, "")


def test_a_new_layout_is_told_by_companies_that_are_still_printed(tmp_path: Path) -> None:
    state, drift, cause = night(tmp_path, *usual(lambda one: f"<div><h3>{one['name']}</h3></div>"))

    assert (state, drift) == ("drifted", "layout")
    assert "companies that are missing still stand on the pages" in cause
    assert "prospects sources heal xx_test_list" in cause
    assert "0 records, 44 to 48 in the last 5 good nights" in cause


def test_one_field_that_moved_is_layout_and_one_that_is_gone_is_partial(tmp_path: Path) -> None:
    moved = night(tmp_path / "a", *usual(lambda one: card(one).replace('class="tel"', 'class="fon"')))
    gone = night(tmp_path / "b", *usual(lambda one: card(one | {"phone": ""})))

    assert moved[:2] == ("drifted", "layout") and "selectors of phone" in moved[2]
    assert gone[:2] == ("drifted", "partial") and "no longer prints them" in gone[2]


def test_half_of_the_values_missing_is_partial(tmp_path: Path) -> None:
    left = iter(range(1000))

    state, drift, cause = night(
        tmp_path, *usual(lambda one: card(one if next(left) % 2 else one | {"phone": ""}))
    )

    assert (state, drift) == ("drifted", "partial")
    assert "50% have phone, 100% in the last 5 good nights" in cause


def test_exchanged_columns_are_named(tmp_path: Path) -> None:
    """Both are words, so their shapes tell nothing: the values themselves were another field's yesterday."""
    state, drift, cause = night(
        tmp_path, *usual(lambda one: card(one | {"city": one["trade"], "trade": one["city"]}))
    )

    assert (state, drift) == ("drifted", "field_swap")
    assert "category and city have changed places: 100% of the values" in cause


@pytest.mark.parametrize(
    ("title", "words", "state"),
    [
        ("Just a moment", "<div class=h-captcha></div>", "blocked"),
        ("Members", "Please log in. <input type=password>", "blocked"),
        ("Page not found", "It has moved.", "gone"),
        ("Members", "This domain is for sale.", "gone"),
    ],
)
def test_pages_that_say_why_are_believed(tmp_path: Path, title: str, words: str, state: str) -> None:
    body = PLAIN.format(title, words)

    assert night(tmp_path, body, body)[:2] == (state, state)


def test_a_list_that_says_it_is_empty_keeps_yesterdays_rows(tmp_path: Path) -> None:
    state, drift, cause = night(tmp_path, listed([], more="<p>There are currently no entries.</p>"))

    assert (state, drift) == ("drifted", "empty")
    assert "bounds.since: 2026-11-07" in cause


def test_some_pages_behind_a_challenge_are_blocked_not_partial(tmp_path: Path) -> None:
    body = PLAIN.format("Security check", "Verify you are human")

    state, drift, cause = night(tmp_path, listed(firms(48)[:24]), body)

    assert (state, drift) == ("drifted", "blocked")
    assert "1 of 2 list pages answer with a challenge" in cause


def test_pages_that_are_forbidden_since_last_night_are_blocked(tmp_path: Path) -> None:
    _, health = after(tmp_path, listed(firms(48)[:24]), forbidden=3)

    assert (health.state, health.drift) == ("drifted", "blocked")
    assert health.cause is not None and "3 pages are kept from us, 0 in the last good night" in health.cause


def test_a_lost_page_is_partial(tmp_path: Path) -> None:
    state, drift, cause = night(tmp_path, listed(firms(48)[:24]))

    assert (state, drift) == ("drifted", "partial")
    assert "1 list pages with records were read, 2 in the last good night" in cause


def test_a_list_cut_short_is_partial(tmp_path: Path) -> None:
    state, drift, cause = night(tmp_path, listed(firms(48)[:12]), listed(firms(48)[24:36]))

    assert (state, drift) == ("drifted", "partial")
    assert "A list page has 12 records, 24 in the last good night" in cause


def test_garbled_letters_are_an_encoding(tmp_path: Path) -> None:
    bodies = [body.encode().decode("cp1252") for body in usual()]

    assert night(tmp_path, *bodies)[:2] == ("drifted", "encoding")


def test_entries_read_twice_are_noticed(tmp_path: Path) -> None:
    assert night(tmp_path, *usual(lambda one: card(one) * 2))[:2] == ("drifted", "layout")


def test_one_night_teaches_wide_bounds_and_five_narrow_ones(tmp_path: Path) -> None:
    shown = listed(firms(48)[:24]), listed(firms(48)[24:32])

    assert night(tmp_path / "a", *shown, good=1)[0] == "ok"
    assert night(tmp_path / "b", *shown, good=5)[0] == "drifted"


@pytest.mark.parametrize(("good", "state"), [(1, "ok"), (2, "drifted")])
def test_a_single_night_does_not_say_how_much_a_list_may_grow(tmp_path: Path, good: int, state: str) -> None:
    shown = firms(240)

    found = night(tmp_path, listed(shown[:120]), listed(shown[120:]), good=good)

    assert found[0] == state and ("bounds.since" in found[2]) == (state == "drifted")


def test_a_longer_list_has_no_more_towns(tmp_path: Path) -> None:
    """Ten companies in ten towns become 120 in the same towns: a twelfth of the values differ."""
    source, towns = spec_file(tmp_path), "Ulm Köln Bonn Mainz Kiel Trier Hof Jena Gera Suhl".split()
    shown = [{**one, "city": towns[i % 10]} for i, one in enumerate(firms(120))]

    assert live(source, tmp_path, 0, listed(shown[:10])).state == "ok"
    assert live(source, tmp_path, 1, listed(shown)).cause is None


def test_a_list_may_be_short_on_weekends(tmp_path: Path) -> None:
    """Once a person has accepted a weekend (`since`), the next ones are no drift."""
    short, whole = listed(firms(48)[:24]), listed(firms(48))
    assert night(tmp_path, short)[0] == "drifted"

    source = spec_file(tmp_path, bounds={"since": FIRST.replace(day=7)})  # a Saturday, the sixth night
    shown = [short] * 2 + [whole] * 5 + [short] * 2 + [whole]

    assert [live(source, tmp_path, 5 + i, body).cause for i, body in enumerate(shown)] == [None] * 10


def test_since_forgets_what_was_before(tmp_path: Path) -> None:
    shown = listed(firms(48)[:24])
    assert night(tmp_path, shown)[0] == "drifted"

    source = spec_file(tmp_path, bounds={"since": FIRST.replace(day=7)})

    assert live(source, tmp_path, 5, shown).state == "ok"


def test_bounds_of_the_spec_hold_whatever_since_says(tmp_path: Path) -> None:
    shown, since = listed(firms(48)[:24]), FIRST.replace(day=7)
    assert "bounds.min" not in night(tmp_path, shown)[2]

    for more, state in (({}, "drifted"), ({"since": since}, "drifted"), ({"min": {}, "since": since}, "ok")):
        source = spec_file(tmp_path, bounds={"min": {"records": 40}} | more)
        health = live(source, tmp_path, 5, shown)
        assert health.state == state
        if not more:
            assert f"set bounds.since: {since} and correct bounds.min" in (health.cause or "")


def test_a_spec_that_reads_otherwise_starts_anew(tmp_path: Path) -> None:
    assert night(tmp_path, listed(firms(48)[:24]))[0] == "drifted"

    source = spec_file(tmp_path, next={"link": "a.more@href"})

    assert live(source, tmp_path, 5, listed(firms(48)[:24])).state == "ok"


def test_a_drifted_night_teaches_nothing(tmp_path: Path) -> None:
    night(tmp_path, listed(firms(48)[:12]), listed(firms(48)[24:36]))
    source = spec_file(tmp_path)

    again = live(source, tmp_path, 6, listed(firms(48)[:12]), listed(firms(48)[24:36]))

    assert again.state == "drifted"


def test_the_same_night_read_again_gives_the_same_health(tmp_path: Path) -> None:
    night(tmp_path, *usual())
    path = Home(tmp_path).staging("xx_test_list", FIRST.replace(day=7)) / "health.json"
    before = path.read_bytes()

    live(spec_file(tmp_path), tmp_path, 5, *usual())

    assert path.read_bytes() == before
    profile = json.loads(before)["profile"]
    assert profile["records"] == 48 and profile["kept"] == 1.0
    assert profile["fields"]["phone"]["fill"] == 1.0
    assert not any(one["name"] in before.decode() for one in firms())


@pytest.mark.parametrize(
    ("value", "form"),
    [("Ringstraße 12b", "a 9a"), ("+49 711 123-45", "+9+"), ("info@x.example", "@"), ("D 89073", "a 9")],
)
def test_shapes_tell_kinds_of_values_apart(value: str, form: str) -> None:
    assert shape(value) == form


def test_distances() -> None:
    assert distance({"a": 1.0}, {"b": 1.0}) == 1.0
    assert distance({"a": 0.5, "b": 0.5}, {"b": 0.5, "a": 0.5}) == 0.0
    assert likeness([1, 2, 3], [1, 2, 3]) == 1.0
    assert likeness([1, 2], [3, 4]) == 0.0


def test_a_page_with_much_text_is_heard_by_its_headings_alone() -> None:
    lines = "".join(f"<p>Company {i} was blocked from the market, page not found</p>" for i in range(100))

    assert sign_of(Document(page(f"<h1>Members</h1>{lines}"))) is None
    assert sign_of(Document(page(f"<h1>Access denied</h1>{lines}"))) == "blocked"


def test_firms_are_distinct() -> None:
    shown: list[Firm] = firms(90)
    assert len({one["name"] for one in shown}) == len(shown)
