"""The demo's whole web: every host with what it serves, and one function that answers a request."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit

from flows.demo import (
    association,
    company_sites,
    directory,
    embassy,
    exhibitors,
    marketplace,
    news,
    register,
    search,
    yellow_pages,
)
from flows.demo.site import Answer, Site, failure
from flows.demo.world import World


class Web:
    """All hosts of a world. Pages are rendered when asked for; only the 429 counters remember anything."""

    def __init__(self, world: World) -> None:
        sites = [
            yellow_pages.site(world),
            directory.site(world),
            *association.sites(world),
            exhibitors.site(world),
            marketplace.site(world),
            register.site(world),
            embassy.site(world),
            news.site(world),
            search.site(world),
            *company_sites.sites(world),
        ]
        self.sites: dict[str, Site] = {site.host: site for site in sites}
        self._paths = {
            site.host: {unquote(path): render for path, render in site.routes.items()} for site in sites
        }

    def find(self, host: str) -> Site | None:
        """Return the site of a Host header; ``brandt.example`` is ``www.brandt.example``."""
        host = host.partition(":")[0].lower()
        return self.sites.get(host) or self.sites.get(f"www.{host}")

    def answer(self, host: str, target: str) -> Answer:
        """Return what the host answers; unknown hosts, pages and most robots.txt give 404."""
        site = self.find(host)
        if site is None:
            return failure(404, "No such site")
        parts = urlsplit(target)
        path = unquote(parts.path) or "/"
        if path == "/robots.txt":
            if site.robots is None:
                return failure(404, "Not found")
            return Answer(site.robots.encode(), "text/plain; charset=utf-8")
        if site.busy.get(target, 0) > 0:
            site.busy[target] -= 1
            return Answer(b"busy", "text/plain", 429, (("Retry-After", "1"),))
        render = self._paths[site.host].get(path)
        return render(dict(parse_qsl(parts.query))) if render else failure(404, "Not found")

    def targets(self) -> Iterator[tuple[str, str]]:
        """Yield (host, target) of everything that links lead to, in a fixed order."""
        for host, site in self.sites.items():
            for target in site.targets:
                yield host, target
