"""The program behind `extractors.readers`: tasks come in, what pages say goes out, until nobody listens."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from extractors.archive import Archive
from extractors.reading import read_all


def main() -> None:
    """Serve one source of one archive over the socket whose number is the argument."""
    gc.set_threshold(50_000, 20, 50)  # a page makes thousands of objects and hardly a cycle among them
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of the whole terminal: whoever started this one ends it
    with Connection(int(sys.argv[1])) as asked, suppress(EOFError, ConnectionError):
        path, source, is_joined = asked.recv()
        with Archive(Path(path), source.name) as archive:
            while True:
                tasks = asked.recv()
                try:
                    answer: object = list(read_all(archive, source, is_joined, tasks))
                except Exception as error:  # noqa: BLE001 - the caller decides, as if it had read them itself
                    answer = error
                asked.send(answer)


if __name__ == "__main__":
    main()
