"""The benchmark kit's web site in a process of its own, and a spec that crawls all of it.

The kit lies outside this repository; SHARED names the folder that it is in, where that is not
beside the checkout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.catalogue import Source
from config.source_spec import SourceSpec

KIT = Path(os.environ.get("SHARED", Path(__file__).parents[3] / "shared"), "bench")
NAME = "xx_bench_directory"


@contextmanager
def site(pages: int, *, cpu: int | None = None) -> Iterator[str]:
    """Serve so many linked pages with ETags and yield the first address; needs the kit."""
    command = [sys.executable, str(KIT / "site.py"), "--pages", str(pages), "--port", "0"]
    if cpu is not None:
        command = ["taskset", "-c", str(cpu), *command]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield str(json.loads(server.stdout.readline())["start"])
        finally:
            server.terminate()


def stats(start: str, *, reset: bool = False) -> dict[str, int]:
    """Return what the site counted: requests, not_modified, distinct, private."""
    url = start.rpartition("/dir/")[0] + "/_stats" + ("?reset" if reset else "")
    with urllib.request.urlopen(url, timeout=10) as answer:
        return dict(json.load(answer))


def source(start: str, **values: object) -> Source:
    """Return a source over the site that follows every list and every company."""
    spec: dict[str, object] = {
        "source": NAME,
        "kind": "yellow_pages",
        "publisher": {"name": "Benchmark"},
        "terms": {"basis": "our own server", "note": "benchmark"},
        "allow_loopback": True,
        "start": [start],
        "list": {
            "record": "div.result",
            "fields": {
                "name": "a.business-name span",
                "phone": "div.phone a",
                "website": "a.track-visit-website@href",
                "street": "div.street-address",
                "city": "div.locality",
            },
        },
        "next": {"link": "a.next@href"},
        "detail": {"follow": "a.business-name@href", "fields": {"email": "a.email@href"}},
        "politeness": {"delay_s": 0, "concurrency": 8},
    }
    return Source(SourceSpec.model_validate(spec | values), Path("/bench") / f"{NAME}.yml")
