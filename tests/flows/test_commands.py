"""The command line on one home that has been run: each command once, as a person would."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import click
import pytest
import typer

from flows.cli.main import command_line
from tests.flows.homes import make_home, prospects


def commands(command: click.Command, path: str = "prospects") -> list[tuple[str, click.Command]]:
    """Every command below one, with how it is called."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [each for name, below in inner.items() for each in commands(below, f"{path} {name}")]


@pytest.mark.parametrize(
    ("path", "command"), commands(typer.main.get_command(command_line())), ids=lambda x: str(x)[:30]
)
def test_every_command_and_option_has_help(path: str, command: click.Command) -> None:
    assert command.help and command.help.strip().splitlines()[0].endswith("."), path
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{path}: {parameter.name}"


@pytest.fixture
def home(good_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good_home, tmp_path / "home"))


def ask(home: Path, sql: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(prospects("query", sql, "--json", "--home", home).out)
    return rows


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_top_lists_whom_to_call(good_home: Path) -> None:
    rows = json.loads(prospects("top", "-n", "2", "--json", "--home", good_home).out)
    assert [row["rank"] for row in rows] == [1, 2]
    assert rows[0]["company"] == "Brandt Maschinenbau GmbH" and rows[0]["why"]
    assert "Brandt" in prospects("top", "--home", good_home).out
    unknown = prospects("top", "--icp", "pumps", "--home", good_home)
    assert unknown.code == 2 and "industrial_switches" in unknown.sentence


def test_explain_sums_to_the_score_and_names_its_evidence(good_home: Path) -> None:
    story = json.loads(prospects("explain", "brandt maschinenbau", "--json", "--home", good_home).out)
    total = sum(reason["points"] for reason in story["reasons"])
    assert total == pytest.approx(story["prospect"]["log_odds"], abs=1e-12)
    assert len(story["listings"]) == 2
    assert all(fact["source"] == "our_customers" and fact["evidence"] for fact in story["facts"])
    shown = prospects("explain", story["company"]["company_id"], "--home", good_home)
    assert "Reasons, in log-odds" in shown.out and "What is known" in shown.out


def test_explain_asks_back_when_a_name_fits_several(good_home: Path) -> None:
    several = prospects("explain", "er", "--home", good_home)
    assert several.code == 2 and "fits several" in several.sentence and "Keller" in several.sentence
    assert "COMPANY is empty" in prospects("explain", " ", "--home", good_home).sentence
    assert "no company is called" in prospects("explain", "Nobody Ltd", "--home", good_home).sentence


def test_why_two_listings_are_one_company(good_home: Path) -> None:
    ids = [row["listing_id"] for row in ask(good_home, "SELECT listing_id FROM listings ORDER BY name")]
    shown = prospects("why", ids[0], ids[1], "--home", good_home)
    assert "one company" in shown.out and "bits" in shown.out
    apart = json.loads(prospects("why", ids[0], ids[2], "--json", "--home", good_home).out)
    assert apart["is_same"] is False
    assert "no listing 'x'" in prospects("why", "x", ids[0], "--home", good_home).sentence


BRANDTS = "SELECT listing_id, company_id FROM listings WHERE name LIKE 'Brandt%' ORDER BY listing_id"


@pytest.fixture(scope="module")
def home_of_decisions(good_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home a night later; a person has judged two listings different and suppressed a company."""
    home = Path(shutil.copytree(good_home, tmp_path_factory.mktemp("decisions") / "home"))
    one, other = ask(home, BRANDTS)
    assert one["company_id"] == other["company_id"]
    told = prospects("judge", str(one["listing_id"]), str(other["listing_id"]), "different", "--home", home)
    assert told.code == 0 and "different" in told.out
    assert len(ask(home, "SELECT * FROM companies WHERE domain = 'keller.example'")) == 1
    told = prospects("suppress", "https://www.keller.example/contact", "--kind", "domain", "--home", home)
    assert told.code == 0
    assert prospects("run", "--inline", "--home", home, "--date", "2026-11-18").code == 0
    return home


def test_a_judgement_is_kept_to_by_the_next_run(home_of_decisions: Path) -> None:
    one, other = ask(home_of_decisions, BRANDTS)
    assert one["company_id"] != other["company_id"]
    pair = str(one["listing_id"]), str(other["listing_id"])
    why = prospects("why", *pair, "--home", home_of_decisions).out
    assert "two companies" in why and "judged them different" in why


def test_a_suppressed_company_is_gone_and_stays_gone(home_of_decisions: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(home_of_decisions, tmp_path / "home"))
    (home / "work.duckdb").unlink()
    shutil.rmtree(home / "staging")
    assert prospects("run", "--inline", "--home", home, "--date", "2026-11-18").code == 0
    for here in (home_of_decisions, home):
        for table in ("companies", "listings", "claims"):
            found = ask(here, f"SELECT * FROM {table} AS t WHERE CAST(t AS VARCHAR) ILIKE '%keller%'")
            assert found == [], table
        assert "keller" not in (here / "ledger.sqlite").read_bytes().decode("latin-1").lower()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("jane@brandt.example", "email"),
        ("+49 711 555010", "phone"),
        ("www.brandt.example", "domain"),
        ("c67da96ffba0a1660", "company"),
        ("Brandt Maschinenbau GmbH", "name"),
        ("Dr. Brandt & Co.", "name"),
    ],
)
def test_what_is_suppressed_is_seen_from_its_shape(key: str, kind: str) -> None:
    from flows.cli.compliance import kind_of

    assert kind_of(key) == kind


def test_query_prints_tables_csv_and_json(good_home: Path) -> None:
    sql = "SELECT display_name, country FROM companies ORDER BY 1"
    assert prospects("query", sql, "--csv", "--home", good_home).out.splitlines()[0] == "display_name,country"
    assert json.loads(prospects("query", sql, "--json", "--home", good_home).out)[0]["country"] == "DE"
    assert "Keller Elektronik AG" in prospects("query", sql, "--home", good_home).out
    wrong = prospects("query", "SELECT nothing FROM companies", "--home", good_home)
    assert wrong.code == 2 and "nothing" in wrong.sentence
    assert prospects("query", "DROP TABLE companies", "--home", good_home).code == 2


def test_export_and_report_write_files(home: Path, tmp_path: Path) -> None:
    told = prospects("export", "--to", "csv", "--out", tmp_path / "list.csv", "--home", home)
    assert told.code == 0
    rows = read_csv(tmp_path / "list.csv")
    assert len(rows) == 3
    assert str(tmp_path / "report.html") in prospects("report", "--out", tmp_path, "--home", home).out
    told = prospects("report", "--out", tmp_path / "report.html", "--home", home)
    assert (
        told.out.strip() == str(tmp_path / "report.html") and (tmp_path / "report.html").stat().st_size > 5000
    )


def test_sources_are_listed_with_their_state_and_checked(home: Path) -> None:
    row = json.loads(prospects("sources", "list", "--json", "--home", home).out)[0]
    assert (row["source"], row["state"], row["listings"]) == ("our_customers", "ok", 4)
    assert "no fault" in prospects("sources", "check", "--home", home).out
    (home / "sources" / "second.yml").write_text("source: second\n")
    (home / "sources" / "third.yml").write_text("source: [\n")
    checked = prospects("sources", "check", "--home", home)
    assert checked.code == 2 and "second.yml" in checked.err and "third.yml:2" in checked.err


def test_nothing_enabled_completes_and_says_what_to_do(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    spec = home / "sources" / "our_customers.yml"
    spec.write_text(spec.read_text() + "enabled: false\n")
    ran = prospects("run", "--inline", "--home", home)
    assert ran.code == 0 and "enabled: true" in ran.sentence


def test_init_makes_a_home_that_checks_and_keeps_what_is_there(tmp_path: Path) -> None:
    home = tmp_path / "new"
    made = prospects("init", home)
    assert made.code == 0 and "Next:" in made.out and str(home) in made.out
    assert "no fault" in prospects("sources", "check", "--home", home).out
    profile = next((home / "icps").glob("*.yml"))
    profile.write_text(profile.read_text() + "# mine\n")
    assert "kept" in prospects("init", home).out
    assert profile.read_text().endswith("# mine\n")
    assert prospects("run", "--inline", "--home", home).code == 0


def test_doctor_finds_the_fault_and_names_the_cure(home: Path) -> None:
    healthy = {each["what"]: each for each in json.loads(prospects("doctor", "--json", "--home", home).out)}
    assert len(healthy) >= 10
    assert not [each for each in healthy.values() if each["state"] == "bad"]
    assert "PROSPECTS_CONTACT" in healthy["contact address"]["finding"]
    (home / "ledger.sqlite").write_bytes(b"not a database at all, but long enough to be read as one" * 100)
    (home / "sources" / "our_customers.yml").write_text("source: our_customers\n")
    sick = prospects("doctor", "--json", "--home", home)
    bad = {each["what"]: each["finding"] for each in json.loads(sick.out) if each["state"] == "bad"}
    assert sick.code == 1 and set(bad) == {"ledger", "sources"}
    assert "backup" in bad["ledger"] and "our_customers.yml" in bad["sources"]


def test_before_the_first_run_every_command_says_so(tmp_path: Path) -> None:
    for command in (
        ["top"],
        ["explain", "x"],
        ["query", "SELECT 1"],
        ["export"],
        ["report"],
        ["why", "a", "b"],
    ):
        ran = prospects(*command, "--home", tmp_path)
        assert ran.code == 2 and "nothing is published yet" in ran.sentence, command


def test_crawl_only_fills_the_archive(tmp_path: Path) -> None:
    home = make_home(tmp_path)
    ran = prospects("crawl", "--home", home, "--date", "2026-11-17")
    assert ran.code == 0 and "1 pages of 2026-11-17" in ran.out
    assert (home / "archive" / "our_customers.sqlite").is_file()
    assert not (home / "publish" / "prospects.duckdb").exists()


def test_a_crawl_without_a_page_says_why(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "de_inner_list.yml").write_text(
        "source: de_inner_list\nkind: directory\npublisher: {name: T}\nterms: {basis: b, note: n}\n"
        "start: ['http://10.0.0.1/']\nlist: {record: p, fields: {name: b}}\n"
    )
    ran = prospects("crawl", "--home", tmp_path)
    assert "0 pages" in ran.out
    assert "de_inner_list: no page could be had: http://10.0.0.1/" in ran.sentence


def test_dedupe_needs_no_home(tmp_path: Path) -> None:
    given, out = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_text(
        "id,name,city\n1,Brandt Maschinenbau GmbH,Ulm\n2,Brandt Maschinenbau,Ulm\n3,Keller AG,Bern\n"
    )
    ran = prospects("dedupe", given, out)
    assert ran.code == 0, ran.err
    ids = {row["id"]: row["company_id"] for row in read_csv(out)}
    assert ids["1"] == ids["2"] != ids["3"]
    given.write_text("id,city\n1,Bern\n")
    wrong = prospects("dedupe", given, out)
    assert wrong.code == 2 and str(given) in wrong.sentence and "name" in wrong.sentence
