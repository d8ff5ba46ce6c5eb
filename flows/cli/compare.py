"""Commands about pairs of listings: why, judge."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from flows.cli.options import AuthorOption, HomeOption, JsonOption, author_of, published, settings_for
from flows.cli.printing import as_json, say, show


class Verdict(StrEnum):
    """What a person decided about two listings."""

    same = "same"
    different = "different"
    unsure = "unsure"


def why(
    listing_a: Annotated[str, typer.Argument(metavar="A", help="Id of a listing.")],
    listing_b: Annotated[str, typer.Argument(metavar="B", help="Id of another listing.")],
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Say why two listings are, or are not, one company."""
    from flows.night_model import kept_model
    from flows.why import explain_pair
    from warehouse.ledger import Ledger

    settings = settings_for(home)
    snapshot = published(settings)
    with Ledger(settings.paths.ledger) as ledger:
        judgements = ledger.judgements()
    story = explain_pair(snapshot, listing_a, listing_b, judgements, kept_model(settings.paths))
    if json:
        say(as_json(story.data))
        return
    show(story.listings, ["", "A", "B"])
    say()
    say(story.verdict)
    if len(story.chain) > 1:
        show(story.chain, ["a", "name_a", "b", "name_b", "bits", "why"])
    if story.reasons:
        show(story.reasons, ["comparison", "level", "bits"])


def judge(
    listing_a: Annotated[str, typer.Argument(metavar="A", help="Id of a listing.")],
    listing_b: Annotated[str, typer.Argument(metavar="B", help="Id of another listing.")],
    verdict: Annotated[Verdict, typer.Argument(help="same, different or unsure.")],
    note: Annotated[str | None, typer.Option(help="Why; kept with the decision.")] = None,
    author: AuthorOption = None,
    home: HomeOption = None,
) -> None:
    """Decide about two listings; every later run keeps to it."""
    from flows.judging import decide
    from flows.why import check_listings
    from warehouse.ledger import Ledger

    settings = settings_for(home)
    check_listings(published(settings), listing_a, listing_b)
    with Ledger(settings.paths.ledger) as ledger:
        told = decide(ledger, listing_a, listing_b, verdict.value, author_of(author), note)
    say(f"Kept: {listing_a} and {listing_b} are {verdict.value}. The next run goes by it.")
    for sentence in told:
        say(sentence)
