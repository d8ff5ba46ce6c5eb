"""A night with all that it needs read and checked: sources and profiles. Made before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.catalogue import Source, load_catalogue
from config.errors import UserError
from config.icp import Icp, load_icps
from config.settings import Settings
from extractors.check import check_selectors
from flows.night import Night


@dataclass(frozen=True)
class Plan:
    """What every stage is given. Plain values only: it can be sent to another process."""

    night: Night
    settings: Settings
    catalogue: tuple[Source, ...]
    """Every enabled source: what may be published."""
    sources: tuple[Source, ...]
    """Sources that are crawled or read tonight, in the order of their names."""
    lookups: tuple[Source, ...]
    """Sources that are asked about each company once companies are known."""
    icps: tuple[Icp, ...]

    def source(self, name: str) -> Source:
        """Return a source of tonight by its name."""
        return next(source for source in (*self.sources, *self.lookups) if source.name == name)

    def is_file(self, name: str) -> bool:
        """Return whether a source is a file of ours, so that a fault in it is ours to correct."""
        return any(source.name == name and source.file is not None for source in self.catalogue)

    @property
    def names(self) -> list[str]:
        """Names of the whole catalogue; a source that left it is not published any more."""
        return [source.name for source in self.catalogue]


def make_plan(night: Night, settings: Settings) -> Plan:
    """Read the catalogue and the profiles of a night.

    Raises:
        UserError: a broken spec or profile, an unknown source name, or not one source that could be read.
    """
    catalogue = load_catalogue(Path(night.catalogue))
    chosen = load_catalogue(Path(night.catalogue), names=night.sources) if night.sources else catalogue
    for source in chosen:
        check_selectors(source)
    crawled = tuple(source for source in chosen if source.spec.lookup is None)
    if night.mode in ("run", "recrawl"):
        unreadable = [sentence for source in crawled if (sentence := _unreadable(source))]
        if unreadable and len(unreadable) == len(crawled):
            raise UserError(unreadable[0])
    return Plan(
        night=night,
        settings=settings,
        catalogue=tuple(catalogue),
        sources=crawled,
        lookups=tuple(source for source in chosen if source.spec.lookup is not None),
        icps=tuple(load_icps(Path(night.icps))),
    )


def _unreadable(source: Source) -> str | None:
    if source.file is None:
        return None
    try:
        with source.file.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        return (
            f"{source.path}: key 'file' names {source.file}, which cannot be read ({error.strerror}); "
            "correct the path or its permissions."
        )
    return None
