"""The key of the suppression hashes: made once, readable by its owner alone, never made anew in silence."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from config.errors import UserError
from config.home import Home
from warehouse.disk import sync, telling
from warehouse.ledger import Ledger


def load_secret(home: Home) -> bytes:
    """Return the key of the suppression hashes, made on first use and readable by its owner alone.

    A new key would make every suppression void without a word, so none is made when the ledger has some.

    Raises:
        UserError: the key is missing although suppressions exist, is damaged, or cannot be written.
    """
    path = home.hmac_key
    if not path.exists():
        if home.ledger.exists():
            with Ledger(home.ledger) as ledger:
                if len(ledger.suppressions()):
                    raise UserError(
                        f"{path}: the key of the suppression list is missing; restore it from a backup,"
                        " for without it nobody on the list would be recognised."
                    )
        _make_secret(path)
    with telling(path, UserError):
        text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) != 64 or not all(sign in "0123456789abcdef" for sign in text):
        raise UserError(f"{path}: the key of the suppression list is damaged; restore it from a backup.")
    return bytes.fromhex(text)


def _make_secret(path: Path) -> None:
    """Write a new key beside and link it into place: of two processes one wins and both read its key."""
    with telling(path, UserError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(handle, (secrets.token_hex(32) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink(missing_ok=True)
        sync(path.parent)
