"""``prospects sources heal``: a diff for a person, written only when asked and only when proved."""

from __future__ import annotations

import json
from pathlib import Path

from tests.extractors.nights import Firm, after, card, firms, listed
from tests.flows.homes import prospects


def renamed(one: Firm) -> str:
    return card(one).replace('<p class="tel">', '<p class="fon">')


def test_it_shows_a_diff_and_writes_it_when_told_to(tmp_path: Path) -> None:
    source, _ = after(tmp_path, listed(firms(), renamed))
    before = source.path.read_text(encoding="utf-8")
    where = ("--home", tmp_path, "--catalog", tmp_path)

    shown = prospects("sources", "heal", source.name, *where)

    assert shown.code == 0
    assert '-    phone: p.tel\n+    phone: "p.fon || p.tel"' in shown.out
    assert "48 of 48 known companies" in shown.out and "100.0% (F1)" in shown.out
    assert source.path.read_text(encoding="utf-8") == before

    told = json.loads(prospects("sources", "heal", source.name, "--apply", "--json", *where).out)

    assert told["applied"] is True and told["changes"] == {"list.fields.phone": "p.fon || p.tel"}
    assert source.path.read_text(encoding="utf-8") == before.replace("p.tel", '"p.fon || p.tel"')


def test_what_cannot_be_healed_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    source, _ = after(tmp_path, "<h1>Access denied</h1>")
    before = source.path.read_text(encoding="utf-8")

    ran = prospects("sources", "heal", source.name, "--apply", "--home", tmp_path, "--catalog", tmp_path)

    assert ran.code == 1
    assert "selectors are not what is wrong" in ran.out
    assert source.path.read_text(encoding="utf-8") == before


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    source, _ = after(tmp_path, listed(firms()))

    ran = prospects(
        "sources", "heal", source.name, "--date", "soon", "--home", tmp_path, "--catalog", tmp_path
    )

    assert ran.code == 2 and "--date soon: not a date" in ran.sentence
