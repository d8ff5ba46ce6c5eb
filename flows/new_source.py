"""A new source from one page: the proposal, and the file that it becomes. Nothing is ever overwritten."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import cast, get_args

from config.errors import UserError
from config.source_spec import Kind
from extractors.page import Document
from extractors.propose import Proposal, propose
from extractors.spec_text import spec_text

_NAME = re.compile(r"[a-z][a-z0-9_]{2,60}")


def proposed(
    document: Document,
    *,
    name: str | None = None,
    kind: str | None = None,
    delay_s: float = 0.0,
    allow_loopback: bool = False,
    found_by: str | None = None,
) -> Proposal:
    """Return what a spec for this page would be; see `extractors.propose.propose`.

    Raises:
        UserError: an unusable name, or a kind that there is not.
    """
    if name is not None and not _NAME.fullmatch(name):
        raise UserError(
            f"--name {name}: not usable; give small letters, digits and _ such as de_example_members."
        )
    if kind is not None and kind not in get_args(Kind):
        raise UserError(f"--kind {kind}: there is no such kind; known are {', '.join(get_args(Kind))}.")
    return propose(
        document,
        name=name,
        kind=cast("Kind | None", kind),
        delay_s=delay_s,
        allow_loopback=allow_loopback,
        found_by=found_by,
    )


def path_of(proposal: Proposal, folder: Path) -> Path:
    """Return the file that the proposal would become.

    Raises:
        UserError: there is such a file already.
    """
    assert proposal.spec is not None
    path = folder / f"{proposal.spec['source']}.yml"
    if path.exists():
        raise UserError(f"{path}: is there already and is not overwritten; give another --name.")
    return path


def write(proposal: Proposal, document: Document, path: Path) -> None:
    """Write the file whole or not at all.

    Raises:
        UserError: it cannot be written, or it is there already.
    """
    text = spec_text(proposal, document.page.fetched_at.date())
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8")
        os.link(fresh, path)  # unlike a rename, this never replaces a file that came in between
    except FileExistsError:
        raise UserError(f"{path}: is there already and is not overwritten; give another --name.") from None
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror}); choose another --catalog.") from None
    finally:
        fresh.unlink(missing_ok=True)
