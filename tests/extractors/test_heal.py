"""A spec is mended from known companies, proved on both nights, and its file keeps its comments."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue import load_source
from config.errors import UserError
from config.home import Home
from extractors.heal import apply_proposal, heal
from extractors.spec_edit import edit_text, unified_diff
from tests.extractors.nights import Firm, after, card, firms, listed, live, spec_file


def renewed(one: Firm) -> str:
    """Return an entry in another mark-up: other tags, classes drawn at random, a link without a class."""
    site = f'<a href="{one["website"]}" target=_blank>Web</a>' if "website" in one else ""
    return (
        f'<div class="entry css-1x2ab3"><h4>{one["name"]}</h4><div class="contact"><b>Tel.</b> '
        f'<span class="fon">{one["phone"]}</span></div><em>{one["trade"]}</em>'
        f'<small class="place">{one["city"]}</small>{site}</div>'
    )


def test_a_new_layout_is_healed_and_reads_both_nights(tmp_path: Path) -> None:
    source, _ = after(tmp_path, listed(firms(50)[2:26], renewed), listed(firms(50)[26:], renewed))

    proposal = heal(source, Home(tmp_path))

    assert proposal.reason is None
    assert proposal.now is not None and proposal.now.f1 >= 0.98 and proposal.now.shown == 46
    assert proposal.then is not None and proposal.then.f1 >= 0.98
    assert proposal.changes["list.record"] == "div.entry || li.firm"
    assert proposal.changes["list.fields.phone"] == "span.fon || p.tel"
    assert "css-" not in proposal.text
    assert proposal.text.startswith("# Kept by hand.\n")

    apply_proposal(source, proposal)
    healed = load_source(source.path)
    health = live(healed, tmp_path, 5, listed(firms(50)[2:26], renewed), listed(firms(50)[26:], renewed))
    assert (health.state, health.listings) == ("ok", 48)
    assert health.fill_website is not None and health.fill_website > 0.7


def test_what_still_works_is_left_alone(tmp_path: Path) -> None:
    def moved(one: Firm) -> str:
        return card(one).replace('<p class="tel">', '<p class="fon">')

    proposal = heal(after(tmp_path, listed(firms(), moved))[0], Home(tmp_path))

    assert proposal.reason is None
    assert list(proposal.changes) == ["list.fields.phone"]
    assert [
        line for line in proposal.diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    ] == [
        "-    phone: p.tel",
        '+    phone: "p.fon || p.tel"',
    ]


def test_exchanged_columns_are_exchanged_in_the_spec(tmp_path: Path) -> None:
    swapped = listed([one | {"city": one["trade"], "trade": one["city"]} for one in firms()])

    proposal = heal(after(tmp_path, swapped)[0], Home(tmp_path))

    assert proposal.changes == {"list.fields.city": "i.trade", "list.fields.category": "span.town"}
    assert proposal.reason is None


def test_half_of_the_entries_in_a_new_layout_are_read_beside_the_others(tmp_path: Path) -> None:
    def mixed(one: Firm) -> str:
        return card(one) if one["name"].endswith("AG") else renewed(one)

    source, _ = after(tmp_path, listed(firms()[:24], mixed), listed(firms()[24:], mixed))
    proposal = heal(source, Home(tmp_path))

    assert proposal.reason is None and proposal.now is not None
    assert proposal.now.read == 48


def test_a_renamed_link_to_the_next_page_is_found(tmp_path: Path) -> None:
    more = "<a class={} href='?p=2'>{}</a>"
    source = spec_file(tmp_path, next={"link": "a.next@href"})
    for number in range(2):
        first = listed(firms()[:24], more=more.format("next", "weiter"))
        live(source, tmp_path, number, first, listed(firms()[24:]))
    live(source, tmp_path, 2, listed(firms()[:24], more=more.format("pager__forward", "mehr")))

    proposal = heal(source, Home(tmp_path))

    assert proposal.changes == {"next.link": "a.pager__forward@href"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<h1>Access denied</h1>", "the list is not there, so selectors are not what is wrong"),
        (listed(firms()), "Every selector of the spec still finds what it should"),
        (listed(firms(), lambda one: card(one | {"phone": ""})), "no longer print phone"),
    ],
)
def test_where_selectors_are_not_to_blame_nothing_is_proposed(tmp_path: Path, body: str, words: str) -> None:
    proposal = heal(after(tmp_path, body)[0], Home(tmp_path))

    assert proposal.reason is not None and words in proposal.reason
    assert not proposal.text


def test_without_a_good_night_there_is_nothing_to_learn_from(tmp_path: Path) -> None:
    source = spec_file(tmp_path)
    live(source, tmp_path, 0, "<h1>Access denied</h1>")

    with pytest.raises(UserError, match="no good night is staged"):
        heal(source, Home(tmp_path))


def test_a_source_without_selectors_is_refused(tmp_path: Path) -> None:
    source = spec_file(tmp_path, format="json", list={"record": "[]", "fields": {"name": "n"}})

    with pytest.raises(UserError, match="healing mends CSS selectors"):
        heal(source, Home(tmp_path))


def test_a_spec_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    source, _ = after(tmp_path, listed(firms(), renewed))
    proposal = heal(source, Home(tmp_path))
    source.path.write_text(source.path.read_text() + "# and more\n")

    with pytest.raises(UserError, match="changed while it was being healed"):
        apply_proposal(source, proposal)
    assert source.path.read_text().endswith("# and more\n")


def test_an_edit_touches_single_values_alone() -> None:
    text = (
        '# head\nlist:\n  record: div.a   # why\n  fields: {name: h3, tags: ["ul li", "b"]}\n'
        "next: {link: 'a.x@href'}\n"
    )

    changed = edit_text(
        text,
        {
            "list.record": 'li:has(b:contains("x"))',
            "list.fields.tags": ["i", "u"],
            "next.link": "a@href",
            "no.key": "x",
        },
    )

    assert changed == (
        "# head\nlist:\n  record: 'li:has(b:contains(\"x\"))'   # why\n"
        '  fields: {name: h3, tags: ["i", "u"]}\nnext: {link: "a@href"}\n'
    )
    assert unified_diff("s.yml", text, changed).startswith("--- a/s.yml\n+++ b/s.yml\n")
