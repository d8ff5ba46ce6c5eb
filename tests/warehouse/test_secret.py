from datetime import UTC, datetime

import pytest

from config.errors import UserError
from config.home import Home
from config.records import Suppression
from warehouse.ledger import Ledger
from warehouse.secret import load_secret

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    home = Home(tmp_path)
    key = load_secret(home)
    assert len(key) == 32 and load_secret(home) == key
    assert home.hmac_key.stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_not_replaced_while_somebody_is_suppressed(tmp_path):
    home = Home(tmp_path)
    load_secret(home)
    with Ledger(home.ledger) as ledger:
        ledger.add_suppression(
            Suppression(key_hash="ab", kind="email", scope="store", basis="art. 21", since=NOON)
        )
    home.hmac_key.unlink()
    with pytest.raises(UserError, match=r"hmac\.key: the key of the suppression list is missing"):
        load_secret(home)
    assert not home.hmac_key.exists()


def test_a_damaged_key_is_named(tmp_path):
    home = Home(tmp_path)
    load_secret(home)
    home.hmac_key.write_text("short")
    with pytest.raises(UserError, match=r"hmac\.key: .* damaged"):
        load_secret(home)
