"""``prospects sources heal``: new selectors for a source whose pages changed, as a diff for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.options import CatalogOption, HomeOption, JsonOption, day, settings_for
from flows.cli.pages import source_named
from flows.cli.printing import as_json, say

if TYPE_CHECKING:
    from extractors.heal import Proposal


def heal(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The source whose pages changed.")],
    night: Annotated[
        str | None, typer.Option("--date", help="Night of the changed pages, YYYY-MM-DD. [default: the last]")
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write the change into the spec once it is proved.")
    ] = False,
    home: HomeOption = None,
    catalog: CatalogOption = None,
    json: JsonOption = False,
) -> None:
    """Find new selectors from the companies that the last good night knew, and show the change as a diff.

    They are proved on the archived pages of both nights; nothing is fetched. Look at the diff, then apply it
    and run that night again ('prospects backfill --mode replay').
    """
    from extractors.heal import apply_proposal
    from extractors.heal import heal as propose

    settings = settings_for(home, catalog)
    source = source_named(name, settings)
    proposal = propose(source, settings.paths, day(night, "--date"))
    is_written = apply and proposal.reason is None
    if is_written:
        apply_proposal(source, proposal)
    if json:
        say(as_json(_told(proposal) | {"applied": is_written}))
    else:
        say(_sentences(proposal))
        if is_written:
            say(f"{source.path}: written.")
    if proposal.reason is not None:
        raise typer.Exit(1)


def _told(proposal: Proposal) -> dict[str, object]:
    found = {"now": proposal.now, "then": proposal.then}
    return {
        "source": proposal.source,
        "night": proposal.night,
        "good_night": proposal.good,
        "reason": proposal.reason,
        "changes": proposal.changes,
        "lost": proposal.lost,
        "diff": proposal.diff,
    } | {key: vars(one) if one else None for key, one in found.items()}


def _sentences(proposal: Proposal) -> str:
    lines = [f"{proposal.source}: pages of {proposal.night} against the good night of {proposal.good}."]
    now, then = proposal.now, proposal.then
    if now is not None and then is not None:
        lines.append(
            f"By the new selectors {now.read} of {now.shown} known companies on the changed pages are read,"
            f" their values agree to {now.f1:.1%} (F1); {now.records} records in all."
        )
        history = "also reads them" if then.f1 >= 0.98 else "does not read them, as was to be expected"
        lines.append(f"On the pages of the good night: F1 {then.f1:.1%}; the new spec {history}.")
    if proposal.lost:
        lines.append(f"Not found on the changed pages: {', '.join(proposal.lost)}; remove or correct them.")
    lines.extend(proposal.notes)
    if proposal.diff:
        lines.append(f"\n{proposal.diff.rstrip()}\n")
    if proposal.reason is not None:
        lines.append(f"Nothing to apply: {proposal.reason}")
    return "\n".join(lines)
