"""The program behind `extractors.readers`: tasks come in, what pages say goes out, until the pipe closes."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from extractors.archive import Archive
from extractors.reading import read_all


def main() -> None:
    """Serve one source of one archive over standard input and output."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever prints must not get into the answers
    path, source = pickle.load(sys.stdin.buffer)
    with Archive(Path(path), source.name) as archive:
        while True:
            try:
                tasks = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            try:
                answer: object = list(read_all(archive, source, tasks))
            except Exception as error:  # noqa: BLE001 - the caller decides, as if it had read them itself
                answer = error
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


if __name__ == "__main__":
    main()
