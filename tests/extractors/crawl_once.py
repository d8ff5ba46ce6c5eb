"""A crawl in a process of its own, to be killed: HOME PORT [PAGES]; after so many it kills itself."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from config.home import Home
from extractors.crawl import crawl
from tests.extractors.small_source import DAY, links_of, settings, source


def main(home: str, port: str, fatal_page: str = "0") -> None:
    def on_page(stored: int) -> None:
        if stored == int(fatal_page):
            os.kill(os.getpid(), signal.SIGKILL)

    start = source(f"http://127.0.0.1:{port}/list?page=1")
    crawl(start, DAY, Home(Path(home)), settings(), links_of=links_of, on_page=on_page)


if __name__ == "__main__":
    main(*sys.argv[1:])
