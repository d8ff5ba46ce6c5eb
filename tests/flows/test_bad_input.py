"""Input that cannot be used: one sentence that says what is wrong and what to do; nothing half-written."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from config.icp import SHIPPED
from tests.flows.homes import ROWS, make_home, prospects, prospects_apart

WEB = """\
source: somebody
kind: directory
publisher: {{name: Somebody}}
terms: {{basis: test, note: test}}
start: ["{start}"]
allow_loopback: true
list: {{record: "li.company", fields: {{name: "b"}}}}
politeness: {{delay_s: 0}}
"""


def tree(folder: Path) -> dict[str, str]:
    """Every file under a folder with its hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_an_unknown_key_names_file_line_and_key(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    spec = home / "sources" / "our_customers.yml"
    spec.write_text(spec.read_text().replace("format: csv", "fromat: csv"))
    before = tree(home)
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 2 and f"{spec}:5" in ran.sentence
    assert "'fromat'" in ran.sentence and "did you mean 'format'" in ran.sentence
    assert tree(home) == before


def test_a_malformed_selector_is_named_before_anything_is_fetched(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    spec = home / "sources" / "somebody.yml"
    spec.write_text(WEB.format(start="http://127.0.0.1:9/").replace("li.company", "li..company["))
    before = tree(home)
    for command in (("run", "--inline"), ("sources", "check")):
        ran = prospects(*command, "--home", home)
        assert ran.code == 2 and f"{spec}:7: key 'list.record'" in ran.sentence
        assert "li..company[" in ran.sentence
    assert tree(home) == before


def test_a_spec_without_terms_does_not_load(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    spec = home / "sources" / "our_customers.yml"
    lines = spec.read_text().splitlines(keepends=True)
    spec.write_text("".join(line for line in lines if not line.startswith("terms")))
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 2 and "'terms' is missing" in ran.sentence


def test_an_icp_weight_out_of_range_names_file_line_and_key(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "icps").mkdir()
    profile = home / "icps" / "industrial_switches.yml"
    text = (SHIPPED / "industrial_switches.yml").read_text()
    profile.write_text(text.replace("revenue: 1.2", "revenue: 12", 1))
    before = tree(home)
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 2 and f"{profile}:" in ran.sentence
    assert "pillars.money.features.revenue" in ran.sentence and "4" in ran.sentence and "12" in ran.sentence
    assert tree(home) == before


def test_a_csv_without_a_name_column(tmp_path: Path) -> None:
    home = make_home(tmp_path, rows=ROWS.replace("Number,Company", "Number,Firm", 1))
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 2
    assert "our_customers" in ran.sentence and "Company" in ran.sentence and "Firm" in ran.sentence
    assert not (home / "publish" / "prospects.duckdb").exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    (home / "sources" / "customers.csv").unlink()
    before = tree(home)
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 2 and "customers.csv" in ran.sentence and "No such file" in ran.sentence
    assert tree(home) == before


def test_one_unreadable_file_does_not_stop_the_other_sources(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    other = home / "sources" / "other_customers.yml"
    other.write_text(
        (home / "sources" / "our_customers.yml").read_text().replace("our_customers", "other_customers")
    )
    other.write_text(other.read_text().replace("customers.csv", "missing.csv"))
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 0 and "3 companies" in ran.out
    assert "other_customers" in ran.sentence and "missing.csv" in ran.sentence


@pytest.mark.parametrize("start", ["http://127.0.0.1:9/", "http://nobody.invalid/"])
def test_a_dead_host(tmp_path: Path, start: str) -> None:
    home = tmp_path
    (home / "sources").mkdir()
    (home / "sources" / "somebody.yml").write_text(WEB.format(start=start))
    ran = prospects("run", "--inline", "--home", home, environ={"PROSPECTS_RETRIES": "0"})
    assert ran.code == 1 and "source somebody" in ran.sentence and start in ran.sentence
    assert not (home / "publish" / "prospects.duckdb").exists()


def test_a_selector_that_finds_nothing(tmp_path: Path, static_web: str) -> None:
    home = tmp_path / "home"
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "somebody.yml").write_text(WEB.format(start=f"{static_web}/list.html"))
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 1
    assert "somebody" in ran.sentence and "li.company" in ran.sentence and "list.html" in ran.sentence


def test_an_unknown_source_names_the_known_ones(tmp_path: Path) -> None:
    ran = prospects("run", "--inline", "--home", make_home(tmp_path), "--source", "ours")
    assert ran.code == 2 and "'ours'" in ran.sentence and "our_customers" in ran.sentence


def test_an_unknown_setting(tmp_path: Path) -> None:
    ran = prospects("run", "--inline", "--home", tmp_path, environ={"PROSPECTS_HOMME": "x"})
    assert ran.code == 2 and "PROSPECTS_HOMME" in ran.sentence


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a file system that nobody can write to")
def test_a_home_that_nobody_can_write_to(tmp_path: Path) -> None:
    catalogue = make_home(tmp_path) / "sources"
    for command in (["run", "--inline"], ["run"], ["init"], ["serve"], ["suppress", "a@b.example"]):
        where = ["/proc/prospects"] if command == ["init"] else ["--home", "/proc/prospects"]
        more = ["--catalog", str(catalogue)] if command[0] == "run" else []
        ran = prospects(*command, *where, *more)
        assert ran.code == 2 and "/proc/prospects" in ran.sentence, command


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_home(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    home.chmod(0o500)
    try:
        ran = prospects("run", "--inline", "--home", home)
    finally:
        home.chmod(0o700)
    assert ran.code == 2 and str(home) in ran.sentence


@pytest.mark.parametrize(
    "largest",
    [4_000, pytest.param(60_000, marks=pytest.mark.slow), pytest.param(900_000, marks=pytest.mark.slow)],
)
def test_a_full_disk_leaves_yesterday_s_snapshot(tmp_path: Path, largest: int, good_home: Path) -> None:
    """Small limits stop the archive, larger ones the work file."""
    home = tmp_path / "home"
    shutil.copytree(good_home, home)
    rows = ROWS + "".join(f"{n},Firma {n} GmbH,Weg {n},10115,Berlin,DE,,,prospect\n" for n in range(10, 900))
    (home / "sources" / "customers.csv").write_text(rows, encoding="utf-8")
    published = home / "publish" / "prospects.duckdb"
    before = published.read_bytes()
    night = ("run", "--inline", "--home", home, "--date", "2026-11-18")
    ran = prospects_apart(*night, largest_file=largest)
    assert ran.code in (1, 2)
    assert str(home) in ran.sentence and ("full" in ran.sentence or "limit" in ran.sentence), ran.sentence
    assert published.read_bytes() == before
    if largest == 60_000:
        assert "894 listings" in prospects(*night).out


def test_a_fault_of_the_command_line_is_one_sentence(tmp_path: Path) -> None:
    assert prospects("run", "--date", "2026-13-01").code == 2
    assert "'prospects run --help'" in prospects("run", "--bogus").sentence
    assert "2026-13-01" in prospects("run", "--date", "2026-13-01").sentence
    for command in ("run", "crawl"):
        ran = prospects(command, "--date", "2206-11-17", "--home", "/nonexistent")
        assert ran.code == 2 and "--date 2206-11-17: is in the future" in ran.sentence
    swapped = prospects("backfill", "--from", "2026-11-02", "--to", "2026-11-01", "--home", tmp_path)
    assert swapped.code == 2 and "swap them" in swapped.sentence
