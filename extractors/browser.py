"""Pages that only a script builds, loaded in the system's Chromium: the last resort (``render:`` in a spec).

The browser never touches the network. Each of its requests is caught and made by the crawler, so robots.txt,
reservations, pace, the guard against inner addresses, caps and ``host_map`` hold for it as for any page. What
is not caught (sockets, preconnections) finds a resolver that knows no host and a proxy that is not there.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import shutil
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from config.errors import UserError
from config.source_spec import Render
from extractors.fetch import Fetched, FetchError, FetchFailed, FetchRefused
from extractors.links import host_of

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page, Route

Get = Callable[[str, Mapping[str, str] | None, bytes | None], Coroutine[Any, Any, Fetched]]

_log = logging.getLogger(__name__)
_CLOSE_S = 3.0
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WANTED = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
"""Kinds of request that a list may depend on; pictures, fonts, media, pings and sockets are none."""
_SENT = frozenset({"accept", "content-type", "x-requested-with", "authorization"})
_MOST_REQUESTS, _MOST_BODY, _REMEMBERED = 200, 8 * 2**20, 32 * 2**20
"""Requests of one page; bytes of a rendered page; bytes of scripts and styles that are kept for the next."""
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--blink-settings=imagesEnabled=false",
)


def find_chromium() -> str:
    """Return the path of the system's Chromium; nothing is ever downloaded.

    Raises:
        UserError: there is none.
    """
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise UserError(
            f"key 'render': no browser is installed ({', '.join(_NAMES)}); install Chromium with the system's"
            " package manager, or leave 'render' out and read the data that the page embeds."
        )
    return found


class Browser:
    """One Chromium for one source; started with the first page, closed by `close`.

    Raises:
        UserError: no browser, or the extra ``browser`` is not installed.
    """

    def __init__(self, get: Get, render: Render, user_agent: str) -> None:
        self._path = find_chromium()
        if importlib.util.find_spec("playwright") is None:
            raise UserError("key 'render': the extra is not installed; pip install 'prospects[browser]'.")
        self._get, self._render, self._user_agent = get, render, user_agent
        self._hosts = frozenset(host.lower() for host in render.hosts)
        self._lock = asyncio.Lock()
        self._context: BrowserContext | None = None
        self._closers: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self._kept: dict[str, Fetched] = {}
        self._kept_bytes = 0

    async def get(self, url: str) -> Fetched:
        """Return the page as its scripts have built it, under the address that it was redirected to.

        Raises:
            FetchRefused, FetchFailed: as `Guest.get`; kind ``render`` where the page does not come to rest.
        """
        fetched = await self._get(url, None, None)
        if not fetched.headers.get("content-type", "text/html").startswith(
            ("text/html", "application/xhtml")
        ):
            return fetched
        context = await self._open()
        page = await context.new_page()
        visit = _Visit(self, fetched)
        try:
            await page.route("**/*", visit.answer)
            async with asyncio.timeout(self._render.seconds):
                await page.goto(fetched.url, wait_until="domcontentloaded", timeout=0)
                if self._render.wait:
                    await page.wait_for_selector(self._render.wait, state="attached", timeout=0)
                else:
                    await page.wait_for_load_state("networkidle", timeout=0)
                markup = await page.content()
        except TimeoutError:
            missing = f" and has no '{self._render.wait}'" if self._render.wait else ""
            message = f"{url} is not built after {self._render.seconds} s{missing}"
            raise FetchFailed("render", f"{message}; {visit.told()}") from None
        except Exception as error:  # whatever Chromium or the page trips over
            reason = str(error).split("\n", 1)[0][:200]
            raise FetchFailed("render", f"{url} could not be rendered: {reason}", transient=True) from None
        finally:
            await self._leave(page)
        body = markup.encode()
        if len(body) > _MOST_BODY:
            raise FetchFailed("too_large", f"{url} is {len(body):,} bytes when it is built")
        kept = {
            name: value for name, value in fetched.headers.items() if name not in ("etag", "last-modified")
        }
        return replace(fetched, body=body, headers=kept | {"content-type": "text/html; charset=utf-8"})

    async def close(self) -> None:
        """End the browser."""
        for close in reversed(self._closers):
            try:
                async with asyncio.timeout(_CLOSE_S):
                    await close()
            except Exception as error:  # noqa: BLE001 - it dies with the driver in any case
                _log.debug("closing the browser: %s", error)
        self._closers, self._context = [], None

    async def _leave(self, page: Page) -> None:
        """Close a page; one that hangs in its script takes its browser with it, the next gets another."""
        try:
            async with asyncio.timeout(_CLOSE_S):
                await page.close()
        except Exception as error:  # noqa: BLE001
            _log.debug("closing a page: %s", error)
            async with self._lock:
                await self.close()

    async def fetch(
        self, url: str, headers: Mapping[str, str], content: bytes | None, keeps: bool
    ) -> Fetched:
        """Make one request of a page; scripts and styles are asked for once in a crawl."""
        if keeps and url in self._kept:
            return self._kept[url]
        answer = await self._get(url, dict(headers) or None, content)
        if keeps and self._kept_bytes + len(answer.body) <= _REMEMBERED:
            self._kept[url] = answer
            self._kept_bytes += len(answer.body)
        return answer

    def may_ask(self, url: str, of: str) -> bool:
        """True for the page's own host and those that the spec names: others are advertisers and trackers."""
        host = (urlsplit(url).hostname or "").lower()
        own = (urlsplit(of).hostname or "").lower()
        return url.startswith(("http://", "https://")) and (
            host_of(url) == host_of(of)
            or host.endswith("." + own.removeprefix("www."))
            or host in self._hosts
        )

    async def _open(self) -> BrowserContext:
        async with self._lock:
            if self._context is None:
                from playwright.async_api import async_playwright

                driver = await async_playwright().start()
                self._closers.append(driver.stop)
                chromium = await driver.chromium.launch(executable_path=self._path, args=list(_ARGUMENTS))
                self._closers.append(chromium.close)
                self._context = await chromium.new_context(
                    user_agent=self._user_agent,
                    service_workers="block",
                    accept_downloads=False,
                    java_script_enabled=True,
                )
            return self._context


class _Visit:
    """The requests of one page."""

    def __init__(self, browser: Browser, document: Fetched) -> None:
        self._browser, self._document = browser, document
        self._asked = 0
        self._refused: list[str] = []

    async def answer(self, route: Route) -> None:
        """Answer one request of the page, or end it."""
        request = route.request
        if request.is_navigation_request() and request.url == self._document.url and not self._asked:
            self._asked = 1
            await _fulfil(route, self._document)
            return
        self._asked += 1
        kind = request.resource_type
        is_frame = kind == "document"
        allowed = kind in _WANTED and not is_frame and self._browser.may_ask(request.url, self._document.url)
        if not allowed or self._asked > _MOST_REQUESTS or request.method not in ("GET", "POST"):
            await route.abort()
            return
        headers = {name: value for name, value in request.headers.items() if name in _SENT}
        content = (request.post_data_buffer or b"") if request.method == "POST" else None
        try:
            answer = await self._browser.fetch(
                request.url, headers, content, keeps=kind in ("script", "stylesheet")
            )
        except FetchRefused as error:
            self._refused.append(str(error))
            await route.abort("accessdenied")
        except FetchError as error:
            self._refused.append(str(error))
            await route.abort("failed")
        else:
            await _fulfil(route, answer)

    def told(self) -> str:
        """Return what a person may look at: the first request that was not answered."""
        if self._refused:
            return f"{len(self._refused)} of its requests failed: {self._refused[0]}"
        return "look at render.wait and render.hosts"


async def _fulfil(route: Route, answer: Fetched) -> None:
    headers = {"content-type": answer.headers.get("content-type", "text/html")}
    allowed = answer.headers.get("access-control-allow-origin")
    if allowed:
        headers["access-control-allow-origin"] = allowed
    await route.fulfill(status=answer.status, headers=headers, body=answer.body)
