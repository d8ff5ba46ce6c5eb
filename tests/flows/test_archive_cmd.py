"""``prospects archive``: pages out of one home and into another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.homes import make_home, prospects


def test_pages_travel_from_home_to_home(tmp_path: Path) -> None:
    one, other = (make_home(tmp_path / name) for name in ("one", "other"))
    file = tmp_path / "pages.warc.gz"
    crawled = prospects("crawl", "--home", one, "--date", "2026-11-17")
    assert crawled.code == 0, crawled.err
    out = prospects("archive", "export", "our_customers", file, "--home", one)
    assert out.code == 0 and "1 pages of our_customers" in out.out + out.err
    (other / "sources" / "customers.csv").unlink()
    brought = prospects("archive", "import", "our_customers", file, "--home", other)
    assert brought.code == 0 and "1 new pages" in brought.out + brought.err
    day = ("--from", "2026-11-17", "--to", "2026-11-17")
    replayed = prospects("backfill", *day, "--mode", "replay", "--inline", "--home", other)
    assert replayed.code == 0, replayed.err
    rows = prospects("query", "SELECT count(*) AS n FROM listings", "--json", "--home", other)
    assert '"n": 4' in rows.out or '"n":4' in rows.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("export", "nobody", "x.warc.gz"), 2, "nothing is archived of 'nobody'"),
        (("export", "nobody", "x.warc.gz", "--date", "soon"), 2, "not a date"),
        (("import", "nobody", "x.warc.gz"), 2, "no source named 'nobody'"),
        (("import", "our_customers", "missing.warc.gz"), 2, "cannot be read"),
        (("import", "our_customers", "note.warc.gz"), 2, "not a whole WARC file"),
        (("import", "our_customers", "note.warc.gz", "--date", "2999-01-01"), 2, "in the future"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    arguments: tuple[str, ...], code: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    Path("note.warc.gz").write_text("a note\n" * 100)
    ran = prospects("archive", *arguments, "--home", home)
    assert ran.code == code and said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
