import sqlite3

import pytest

from config.errors import RunFailed, UserError
from tests.warehouse.test_ledger import judgement
from warehouse.ledger import Ledger


def test_what_is_no_ledger_is_named(tmp_path):
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"this is a text, not a database at all" * 40)
    with pytest.raises(UserError, match=r"ledger\.sqlite: it is not a database"):
        Ledger(path)


def test_a_ledger_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "ledger.sqlite"
    con = sqlite3.connect(path)
    con.execute("PRAGMA user_version = 9")
    con.close()
    with pytest.raises(UserError, match=r"newer version \(9\)"):
        Ledger(path)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match=r"file/ledger\.sqlite: a part of the path is a file"):
        Ledger(tmp_path / "file" / "ledger.sqlite")


def test_the_ledger_of_a_home_that_may_only_be_read_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a b #1%" / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.add_judgement(judgement("same"))
    monkeypatch.setattr("warehouse.ledger_file.os.access", lambda folder, mode: folder != path.parent)
    with Ledger(path) as ledger:
        assert len(ledger.judgements()) == 1
        with pytest.raises(RunFailed, match=r"ledger\.sqlite: permission denied"):
            ledger.add_judgement(judgement("different", 1))
    assert [file.name for file in path.parent.iterdir()] == ["ledger.sqlite"]


def test_a_ledger_that_stays_locked_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("warehouse.ledger_file.BUSY_S", 0.05)
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RunFailed, match=r"ledger\.sqlite: another process is writing"):
            ledger.add_judgement(judgement("same"))
        other.execute("ROLLBACK")
        other.close()
        ledger.add_judgement(judgement("same"))
        assert len(ledger.judgements()) == 1
