"""What must not change what is found: names of classes, a banner, the run."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extractors.auto.made_up import FIRMS, Firm, read

SLOTS = ("aa", "bb", "cc", "dd", "ee")


def list_page(classes: dict[str, str], shown: list[bool], banner: str = "") -> list[dict[str, str]]:
    def entry(one: Firm, with_phone: bool) -> str:
        phone = f'<p class="{classes["dd"]}">Tel: {one.phone}</p>' if with_phone else ""
        return (
            f'<div class="{classes["aa"]}"><h3 class="{classes["bb"]}">{one.name}</h3><p'
            f' class="{classes["cc"]}">'
            f"{one.street}<br>{one.postcode} {one.city}</p>{phone}<span"
            f' class="{classes["ee"]}">{one.email}</span></div>'
        )

    body = "".join(entry(one, flag) for one, flag in zip(FIRMS, shown, strict=True))
    return [record.values for record in read(banner + f"<div>{body}</div>").records]


PLAIN = {slot: slot for slot in SLOTS}
flags = st.lists(st.booleans(), min_size=len(FIRMS), max_size=len(FIRMS))


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), flags)
def test_class_names_do_not_matter(rng: random.Random, shown: list[bool]) -> None:
    names = [f"x{rng.randrange(10**6):06d}" for _ in SLOTS]
    assert list_page(dict(zip(SLOTS, names, strict=True)), shown) == list_page(PLAIN, shown)


@settings(max_examples=15, deadline=None)
@given(flags, st.sampled_from(["Jetzt anmelden und sparen!", "Cookies helfen uns.", "Messe 2026"]))
def test_a_banner_does_not_matter(shown: list[bool], text: str) -> None:
    banner = f'<div class="banner"><p>{text}</p><a href="/los">Los</a></div>'
    assert list_page(PLAIN, shown, banner) == list_page(PLAIN, shown)


@settings(max_examples=10, deadline=None)
@given(flags)
def test_the_same_page_gives_the_same_records(shown: list[bool]) -> None:
    assert list_page(PLAIN, shown) == list_page(PLAIN, shown)


PIECES = [
    "<div>", "</div>", "<table><tr><td>", "<li>", "Tel: 0711 22 33 44", "<br>", "GmbH", "&nbsp;",
    "<a href='tel:", "<a href=http://[>", "70100 Husum", "<p>", "\x00", "<h1>",
]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_page_makes_it_fail(parts: list[str]) -> None:
    found = read("".join(parts))
    assert found.records or found.reason


def test_a_deep_and_a_long_page_do_not_make_it_fail() -> None:
    assert read("<div>" * 50_000).records == []
    assert read("<p>Husum</p>" * 41_000).records == []


def test_a_class_of_white_space_is_none() -> None:
    blank = dict.fromkeys(SLOTS, " ")
    assert list_page(blank, [True] * len(FIRMS)) == list_page(dict.fromkeys(SLOTS, ""), [True] * len(FIRMS))
