"""Commands about people's rights: suppress."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from config.records import KeyKind
from flows.cli.options import HomeOption, settings_for
from flows.cli.printing import say


class Kind(StrEnum):
    """What a suppressed key is."""

    email = "email"
    phone = "phone"
    domain = "domain"
    name = "name"
    company = "company"


class Scope(StrEnum):
    """``store``: neither keep nor contact. ``contact``: keep, but never contact."""

    store = "store"
    contact = "contact"


def suppress(
    key: Annotated[str, typer.Argument(help="Mail address, telephone, domain, company name or company id.")],
    kind: Annotated[Kind | None, typer.Option(help="What KEY is. [default: seen from its shape]")] = None,
    scope: Annotated[
        Scope, typer.Option(help="store: neither keep nor contact. contact: keep, but never contact.")
    ] = Scope.store,
    basis: Annotated[str, typer.Option(help="Why, for the record.")] = "objection (GDPR Art. 21)",
    home: HomeOption = None,
) -> None:
    """Leave somebody alone from now on: only keyed hashes of KEY are kept.

    A company that the published snapshot knows is left alone under all its spellings, its domain and its id.
    """
    from datetime import UTC, datetime

    from config.errors import UserError
    from config.records import Suppression
    from flows.left_alone import keys_of
    from flows.ready import make_ready
    from transforms.suppress import key_hashes
    from warehouse.ledger import Ledger
    from warehouse.secret import load_secret

    settings = settings_for(home)
    make_ready(settings.paths)
    chosen: KeyKind = kind.value if kind else kind_of(key)
    secret, now = load_secret(settings.paths), datetime.now(UTC)
    try:
        hashes = {
            key_hash: of
            for of, value in keys_of(settings.paths.published, chosen, key)
            for key_hash in key_hashes(of, value, secret)
        }
    except ValueError as error:
        raise UserError(f"{error}; give another KEY or name its kind with --kind.") from None
    with Ledger(settings.paths.ledger) as ledger:
        for key_of, of in hashes.items():
            ledger.add_suppression(
                Suppression(key_hash=key_of, kind=of, scope=scope.value, basis=basis, since=now)
            )
    kept = "a hash" if len(hashes) == 1 else f"{len(hashes)} hashes"
    say(f"Kept as {kept}: {chosen}, {scope.value}. The next run leaves it out, and so does every rebuild.")


def kind_of(key: str) -> KeyKind:
    """Return what a key looks like: email, phone, company id, domain, or else a name."""
    bare = key.strip()
    if "@" in bare:
        return "email"
    if sum(sign.isdigit() for sign in bare) >= 6 and not any(sign.isalpha() for sign in bare):
        return "phone"
    if len(bare) == 17 and bare[0] == "c" and all(sign in "0123456789abcdef" for sign in bare[1:]):
        return "company"
    if "." in bare and " " not in bare and bare.rsplit(".", 1)[-1].isalpha():
        return "domain"
    return "name"
