"""``prospects``: the commands, one file a group. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import FrameType

import typer

from config.errors import RunFailed, UserError
from flows.cli.printing import complain, take_every_letter
from flows.cli.quick import QuickCommand, QuickGroup
from flows.memory import economise

COMMANDS = {
    "demo": "world",
    "run": "run",
    "backfill": "run",
    "crawl": "run",
    "serve": "run",
    "init": "home",
    "doctor": "home",
    "extract": "extract",
    "dedupe": "dedupe",
    "why": "compare",
    "judge": "compare",
    "review": "review",
    "top": "look",
    "explain": "look",
    "query": "look",
    "export": "look",
    "report": "look",
    "suppress": "compliance",
}
"""Module of each command, which is a function of its name there."""
GROUPS = {"sources": "catalogue", "archive": "archive_cmd"}
"""Module of each group of commands, which holds its ``app``."""


def command_line(*wanted: str) -> typer.Typer:
    """Build the commands and groups of these names, or all: whoever asks for one need not wait for others."""
    app = typer.Typer(
        name="prospects",
        cls=QuickGroup,
        help="Crawl where companies are listed, resolve who they are, score Money, Authority and Need, "
        "and publish whom to call next.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)  # a single command would be called without its name
    for name, module in COMMANDS.items():
        if not wanted or name in wanted:
            app.command(name, cls=QuickCommand)(getattr(import_module(f"flows.cli.{module}"), name))
    for name, module in GROUPS.items():
        if not wanted or name in wanted:
            app.add_typer(import_module(f"flows.cli.{module}").app, name=name)
    return app


def main() -> None:
    """Run a command. An error is one sentence on stderr; exit code 2: unusable input, 1: a failed run."""
    economise()
    take_every_letter()
    signal.signal(signal.SIGTERM, _terminated)
    known = {*COMMANDS, *GROUPS}.intersection(sys.argv[1:2])
    try:
        code = command_line(*known)(prog_name="prospects", standalone_mode=False)
    except (UserError, RunFailed) as error:
        complain(f"prospects: {error}")
        sys.exit(2 if isinstance(error, UserError) else 1)
    except typer.Abort:
        sys.exit(130)
    except KeyboardInterrupt:
        complain("prospects: stopped. What was fetched is kept; the same command carries on from there.")
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has had enough, as `head` has
        sys.exit(0)
    except MemoryError:
        complain(
            "prospects: there is not enough memory; give the process more (ulimit -v), or a smaller table."
        )
        sys.exit(1)
    except Exception as error:
        message = _usage(error)
        if message is None and sys.flags.dev_mode:
            raise
        complain(message or _fault(error))
        sys.exit(2 if message else 1)
    sys.exit(code if isinstance(code, int) else 0)


def program() -> None:
    """Run a command in a process of its own: what `main` does, but matching ends without tidying up.

    Its files are closed, its temporary ones have no name, and Arrow's threads once outlived the interpreter,
    which then aborts. The search for garbage is spared too, at the end and before: matching makes no cycles.
    """
    if is_matching := sys.argv[1:2] == ["dedupe"]:
        gc.disable()
    try:
        main()
    except SystemExit as ended:
        if not is_matching or not isinstance(ended.code, int):
            raise
        for stream in (sys.stdout, sys.stderr):
            with suppress(BrokenPipeError, ValueError):  # its reader has had enough, or it is closed
                stream.flush()
        os._exit(ended.code)


def _usage(error: Exception) -> str | None:
    """Return what Typer's parser has to say about the command line; None for anything else."""
    formatted = getattr(error, "format_message", None)
    if formatted is None:
        return None
    context = getattr(error, "ctx", None)
    hint = f" Try '{context.command_path} --help'." if context is not None else ""
    return f"prospects: {formatted()}{hint}"


def _fault(error: Exception) -> str:
    """Return what to say about a fault of the program itself; ``python -X dev`` shows the traceback."""
    said = " ".join(str(error).split())[:300] or "no message"
    return (
        f"prospects: {type(error).__name__}: {said}. This is a fault of the program; "
        f"'{sys.executable} -X dev -m flows.cli.main ...' shows where."
    )


def _terminated(signum: int, frame: FrameType | None) -> None:
    """End as by Ctrl-C, so that servers and locks are released on the way out."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    program()
