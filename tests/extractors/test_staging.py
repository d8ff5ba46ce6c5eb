from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from config.errors import RunFailed, UserError
from config.records import Issue, Listing
from config.tables import STAGED
from extractors.staging import Health, read_partition, write_partition
from tests.extractors.pages import DAY

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
HEALTH = Health(source="xx", partition=DAY, state="ok", pages=2, fill_name=1.0)


def listing(identity: str, name: str = "A") -> Listing:
    return Listing(listing_id=identity, source="xx", name=name, url="u", page_sha256="s", retrieved_at=NOW)


def write(folder: Path, *listings: Listing, health: Health = HEALTH) -> bool:
    issue = Issue(source="xx", level="warning", kind="skipped", message="no name")
    return write_partition(folder, listings, [], [], [issue, issue], health)


def test_what_is_written_is_read_sorted_and_once_a_key(tmp_path: Path) -> None:
    folder = tmp_path / "xx" / "2026-11-20"

    assert write(folder, listing("l2"), listing("l1", "first"), listing("l1", "second"))
    partition = read_partition(folder)

    assert partition.health == HEALTH
    assert set(partition.tables) == {"listings", "mentions", "claims", "results", "issues"}
    for name, table in partition.tables.items():
        assert table.schema == STAGED[name].arrow
    assert partition.tables["listings"].select(["listing_id", "name"]).to_pylist() == [
        {"listing_id": "l1", "name": "first"},
        {"listing_id": "l2", "name": "A"},
    ]
    assert partition.tables["issues"]["partition"].to_pylist() == [DAY]
    assert partition.tables["listings"]["retrieved_at"].type == pa.timestamp("us", tz="UTC")


def test_the_same_content_leaves_the_folder_alone(tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-20"
    write(folder, listing("l1"), listing("l2"))
    before = folder.stat().st_ino

    assert not write(folder, listing("l2"), listing("l1"))
    assert folder.stat().st_ino == before
    assert write(folder, listing("l1"))
    assert read_partition(folder).tables["listings"].num_rows == 1
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-20"], "nothing is left beside it"


def test_what_a_killed_writer_left_is_swept_away(tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-20"
    (tmp_path / ".2026-11-20.99999.new").mkdir()
    (tmp_path / ".2026-11-20.99999.old").mkdir()

    write(folder, listing("l1"))

    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-20"]


def test_a_failed_write_keeps_the_former_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "2026-11-20"
    write(folder, listing("l1"))

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("extractors.staging.pq.write_table", full_disk)
    with pytest.raises(RunFailed, match="No space left on device"):
        write(folder, listing("l2"))

    assert read_partition(folder).tables["listings"]["listing_id"].to_pylist() == ["l1"]
    assert [path.name for path in tmp_path.iterdir()] == ["2026-11-20"]


def test_a_missing_or_broken_partition_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no staged partition"):
        read_partition(tmp_path / "none")
    folder = tmp_path / "2026-11-20"
    write(folder, listing("l1"))
    (folder / "listings.parquet").write_bytes(b"not parquet")
    with pytest.raises(UserError, match="cannot be read"):
        read_partition(folder)
