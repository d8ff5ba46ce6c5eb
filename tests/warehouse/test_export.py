import csv

import pytest

from config.errors import RunFailed, UserError
from tests.warehouse.night import FAIR, ICP, A, B, altered, published
from tests.warehouse.staged import NIGHT, SOURCE
from warehouse.export import _plain, export_csv
from warehouse.publish import publish
from warehouse.work import Work


def read(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def snapshot_after(tmp_path, *statements):
    return altered(tmp_path, *statements)[1]


def test_the_call_list_has_whom_to_call_and_why(tmp_path):
    _, snapshot = published(tmp_path)
    written = export_csv(snapshot, tmp_path / "out.csv", ICP)
    rows = read(written.path)
    assert [row["company_id"] for row in rows] == [A, B]
    assert rows[0]["name"] == "Brandt GmbH" and rows[0]["contact_email"] == "info@brandt.example"
    assert (
        rows[0]["reasons"] == "Exhibits at a fair with <machines> & tools." and rows[0]["sources"] == SOURCE
    )
    assert str(written) == f"{tmp_path / 'out.csv'}: 2 prospects, with ATTRIBUTION.txt beside it"


def test_the_sources_are_credited(tmp_path):
    _, snapshot = published(tmp_path)
    export_csv(snapshot, tmp_path / "list")
    told = (tmp_path / "list" / "ATTRIBUTION.txt").read_text(encoding="utf-8")
    assert (tmp_path / "list" / "call_list.csv").exists()
    assert "Data: Example Verband" in told and "licence: CC-BY-4.0" in told and "of 2026-11-20" in told
    assert FAIR not in told  # nothing of it went out


def test_what_a_source_does_not_let_go_stays(tmp_path):
    snapshot = snapshot_after(tmp_path, f"UPDATE sources SET redistribute = source = '{FAIR}'")
    written = export_csv(snapshot, tmp_path / "out.csv")
    assert read(written.path) == [] and written.left_out == 2
    assert "2 stayed behind" in str(written)


def test_a_value_goes_out_where_another_source_states_it_too(tmp_path):
    """DE is chosen from the closed source and stated by the open one; the phone has the closed one alone."""
    snapshot = snapshot_after(
        tmp_path,
        f"""UPDATE claims SET source = '{FAIR}' WHERE company_id = '{A}' AND is_chosen
            AND field IN ('country', 'phone')""",
        f"UPDATE claims SET source = '{SOURCE}' WHERE company_id = '{A}' AND NOT is_chosen",
    )
    row = read(export_csv(snapshot, tmp_path / "out.csv").path)[0]
    assert (row["company_id"], row["country"], row["phone"]) == (A, "DE", "")
    assert row["email"] == "info@brandt.example"


def test_reasons_and_contacts_of_closed_sources_stay(tmp_path):
    snapshot = snapshot_after(
        tmp_path,
        f"UPDATE contacts SET source = '{FAIR}'",
        f"""UPDATE score_reasons SET claim_id =
            (SELECT claim_id FROM claims WHERE company_id = '{A}' AND source = '{FAIR}' LIMIT 1)
            WHERE company_id = '{A}' AND position = 2""",
    )
    row = read(export_csv(snapshot, tmp_path / "out.csv").path)[0]
    assert (row["contact_email"], row["reasons"]) == ("", "")


def test_role_addresses_come_first(tmp_path):
    snapshot = snapshot_after(
        tmp_path,
        f"""INSERT INTO contacts BY NAME SELECT * REPLACE ('p0' AS contact_id, 'Ada Example' AS name,
            'ada@brandt.example' AS email, false AS is_role_address, 3 AS authority_level,
            'consent' AS lawful_basis) FROM contacts WHERE company_id = '{A}'""",
    )
    assert read(export_csv(snapshot, tmp_path / "out.csv").path)[0]["contact_email"] == "info@brandt.example"


def test_nobody_to_stop_is_listed(tmp_path):
    snapshot = snapshot_after(tmp_path, f"UPDATE prospects SET action = 'STOP' WHERE company_id = '{A}'")
    assert [row["company_id"] for row in read(export_csv(snapshot, tmp_path / "out.csv").path)] == [B]


def test_a_suppressed_company_is_in_no_export(tmp_path):
    at, _ = published(tmp_path)
    with Work(at) as work:
        snapshot = publish(
            work, "run-2", NIGHT, is_suppressed=lambda _, frame: frame.iloc[:, :2].eq(A).any(axis=1)
        )
    export_csv(snapshot, tmp_path / "out.csv")
    assert "Brandt" not in (tmp_path / "out.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("-2+3", "'-2+3"),
        ("+1+cmd", "'+1+cmd"),
        ("\t=1", "'\t=1"),
        ("+49 30 1234-5", "+49 30 1234-5"),
        ("Brandt = Söhne", "Brandt = Söhne"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_a_cell_is_no_formula(value, cell):
    assert _plain(value) == cell


@pytest.mark.parametrize(
    ("icp", "sentence"),
    [
        ("pumps", "no profile is called 'pumps'; scored are: machines"),
        (None, "name the profile; scored are: machines, pumps"),
    ],
)
def test_the_profile_is_asked_for(tmp_path, icp, sentence):
    at, snapshot = published(tmp_path)
    if icp is None:
        snapshot = snapshot_after(
            tmp_path / "two",
            *(
                f"INSERT INTO {table} BY NAME SELECT * REPLACE ('pumps' AS icp) FROM {table}"
                for table in ("prospects", "score_reasons")
            ),
        )
    with pytest.raises(UserError, match=sentence):
        export_csv(snapshot, tmp_path / "out.csv", icp)
    assert not (tmp_path / "out.csv").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    _, snapshot = published(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFailed, match="a part of the path is a file"):
        export_csv(snapshot, tmp_path / "file" / "out.csv")
