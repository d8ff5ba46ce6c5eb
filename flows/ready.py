"""A home that can be written to, or one sentence that says why not."""

from __future__ import annotations

from config.errors import UserError
from config.home import Home


def make_ready(home: Home) -> None:
    """Create the folders of a home.

    Raises:
        UserError: it cannot be written.
    """
    try:
        home.prepare()
    except OSError as error:
        raise UserError(
            f"{home.root}: cannot be written ({error.strerror}); make it writable or give another --home."
        ) from None
