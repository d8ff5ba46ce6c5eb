"""The command review: doubtful pairs one by one, in the terminal."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Annotated

import typer

from flows.cli.options import AuthorOption, HomeOption, JsonOption, author_of, published, settings_for
from flows.cli.printing import as_json, say, show


def review(
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many questions.")] = None,
    author: AuthorOption = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Go through the doubtful pairs, those first whose answer changes most; every decision is kept at once.

    Judgements that contradict each other come first. Without a terminal the queue is listed.
    """
    from flows.night_model import kept_model
    from flows.review import Question, Review, questions, side_by_side
    from flows.why import explain_pair
    from warehouse.ledger import Ledger

    settings = settings_for(home)
    snapshot = published(settings)
    night = kept_model(settings.paths)
    with Ledger(settings.paths.ledger) as ledger:
        asked = questions(snapshot, ledger, limit)
        if json:
            say(as_json([question.as_json() for question in asked]))
            return
        if not asked:
            say("Nothing is doubtful, and no judgements contradict each other.")
            return
        if not sys.stdin.isatty():
            show([question.as_json() for question in asked])
            return

        def put(question: Question, number: int, of: int) -> None:
            say()
            say(f"{number} of {of}: one company?" + f" {question.conflict}" * bool(question.conflict))
            show(side_by_side(snapshot, question.listing_a, question.listing_b), ["", "A", "=", "B"])
            why(question, reasons=False)

        def why(question: Question, reasons: bool = True) -> None:
            story = explain_pair(snapshot, question.listing_a, question.listing_b, ledger.judgements(), night)
            say(story.verdict)
            if reasons:
                show(story.chain)
                show(story.reasons, ["comparison", "level", "bits"])
            else:
                told = sorted(story.reasons, key=lambda row: -abs(row["bits"]))
                say(", ".join(f"{row['comparison']} {row['level']} {row['bits']:+.1f}" for row in told))

        def answer() -> str:
            try:
                given: str = typer.prompt(Review.HELP, default="", show_default=False)
            except typer.Abort:  # Ctrl-C, Ctrl-D: what was decided is kept, and said below
                say()
                return "q"
            return given

        session = Review(ledger, author_of(author), put, answer, say, why)
        with suppress(KeyboardInterrupt):  # while a question is shown
            session.run(asked)
        kept = session.kept()
    say(
        f"Kept: {kept['same']} same, {kept['different']} different, {kept['unsure']} unsure."
        " The next run goes by them."
    )
