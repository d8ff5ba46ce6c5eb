"""Nights of one small source: pages into the archive, extraction out of it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from config.catalogue import Source, load_source
from config.home import Home
from config.settings import Settings
from extractors.archive import Archive
from extractors.extract import extract
from extractors.links import Link
from extractors.staging import Health, read_partition
from tests.extractors.pages import page

URL = "http://list.example/members"
FIRST = date(2026, 11, 2)
Firm = dict[str, str]
NAMES = "Brandt Amann Chen Dorn Eder Falk Gruber Hahn Imhof Jung Kern Lang Maurer Nagel Otto Pohl".split()


def firms(count: int = 48) -> list[Firm]:
    """Return made-up companies with distinct values; a quarter has no website."""
    found = []
    for i in range(count):
        form = ("AG", "GmbH")[i % 2] + " Nord" * (i // 48)
        name = f"{NAMES[i % 16]} {('Werkzeuge', 'Möbel', 'Textil')[i // 16 % 3]} {form}"
        one = {
            "name": name,
            "phone": f"0{700 + i} {31 * i + 10007}",
            "city": f"{('Ulm', 'Köln', 'Bonn', 'Mainz')[i % 4]}",
            "trade": ("Pumpen", "Stühle", "Stoffe")[i % 3],
        }
        if i % 4:
            one["website"] = f"http://www.firm{i}.example/"
        found.append(one)
    return found


def card(one: Firm) -> str:
    """Return an entry as the source prints it in good nights."""
    site = f'<a class="site" href="{one["website"]}">Web</a>' if "website" in one else ""
    return (
        f'<li class="firm"><h3>{one["name"]}</h3><p class="tel">{one["phone"]}</p>'
        f'<span class="town">{one["city"]}</span><i class="trade">{one["trade"]}</i>{site}</li>'
    )


def listed(shown: list[Firm], render: Callable[[Firm], str] = card, more: str = "") -> str:
    """Return a page with the entries."""
    entries = "".join(render(one) for one in shown)
    return (
        "<html><head><title>Members</title></head><body><h1>Our members</h1><a href=/login>Log in</a>"
        f"<ul class=all>{entries}</ul>{more}<p>No results? Ask us.</p></body></html>"
    )


def spec_file(folder: Path, **more: Any) -> Source:
    """Write the spec of the source, with a comment, and load it."""
    folder.mkdir(exist_ok=True)
    path = folder / "xx_test_list.yml"
    data = {
        "source": "xx_test_list",
        "kind": "directory",
        "publisher": {"name": "Test"},
        "terms": {"basis": "our own page", "note": "test"},
        "start": [URL],
        "list": {
            "record": "li.firm",
            "fields": {
                "name": "h3",
                "phone": "p.tel",
                "city": "span.town",
                "category": "i.trade",
                "website": "a.site@href",
            },
        },
    } | more
    path.write_text("# Kept by hand.\n" + yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return load_source(path)


@cache
def _lived(good: int) -> Path:
    """Return a home in which the source of `spec_file` had ``good`` nights of two pages; copy it."""
    root = Path(tempfile.mkdtemp(prefix="nights-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    source = spec_file(root)
    for number in range(good):
        shown = firms(44 + number)
        health = live(source, root, number, listed(shown[:24]), listed(shown[24:]))
        assert health.state == "ok", health.cause
    return root


def after(folder: Path, *bodies: str, good: int = 5, forbidden: int = 0) -> tuple[Source, Health]:
    """Return the source, in ``folder``, and its health after good nights and then one of these pages."""
    folder.mkdir(exist_ok=True)
    for name in ("archive", "staging"):
        shutil.copytree(_lived(good) / name, folder / name)
    source = spec_file(folder)
    return source, live(source, folder, good, *bodies, forbidden=forbidden)


def live(source: Source, root: Path, number: int, *bodies: str, forbidden: int = 0) -> Health:
    """Archive the list pages of night ``number``, extract them, return the health."""
    home, day = Home(root), FIRST + timedelta(days=number)
    with Archive(home.archive(source.name), source.name) as archive:
        archive.begin(day, recrawl=True)
        urls = [URL if i == 0 else f"{URL}?p={i + 1}" for i in range(len(bodies))]
        archive.seed(day, [Link(url=url) for url in urls])
        for url, body in zip(urls, bodies, strict=True):
            archive.store(replace(page(body, url), partition=day), [])
        links = [Link(url=f"{URL}?forbidden={i}") for i in range(forbidden)]
        archive.seed(day, links)
        for link in links:
            archive.fail(day, link, "forbidden", "it is forbidden", False)
    extract(source, day, home, Settings(home=root))
    return read_partition(home.staging(source.name, day)).health
