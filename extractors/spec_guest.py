"""Visit a page as its spec says: with the request's headers, keys and body, or through a browser.

Keys of services (``${NAME}``) are filled in here, as the request leaves, and only towards the origins that
the spec itself names: a page may link to anybody. What comes back, error messages and a body that repeats the
key included, has the name in place of the value again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote_plus, urlencode, urljoin

import orjson

from config.addresses import asked_by
from config.errors import UserError
from config.settings import Settings
from config.source_spec import SourceSpec
from extractors.fetch import Fetched, FetchError
from extractors.guest import Guest
from extractors.links import seeds
from extractors.robots import Memory, origin_of

if TYPE_CHECKING:
    from extractors.browser import Browser

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_LIKE_A_KEY = re.compile(r"(?=\S*\d)\S{8,}|\S{16,}")
"""Values that are taken out of bodies too; a variable may hold a country, which is to stay in the pages."""
_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


class SpecGuest(Guest):
    """The guest of one source: what it asks for goes out as the spec's ``request`` and ``render`` say.

    Raises:
        UserError: a variable is not set; a browser is wanted and there is none.
    """

    def __init__(self, settings: Settings, spec: SourceSpec, memory: Memory) -> None:
        super().__init__(
            settings,
            spec.politeness,
            memory,
            allow_loopback=spec.allow_loopback,
            reservations=spec.lookup is None,
        )
        self._spec = spec
        self._sitemaps = frozenset(spec.sitemap.urls) if spec.sitemap else frozenset()
        self._secrets = secrets_of(spec)
        self._own = _origins(spec)
        self._browser: Browser | None = None
        if spec.wants_render is not None:
            from extractors.browser import Browser  # seconds to import, and an extra

            self._browser = Browser(super().get, spec.wants_render, settings.user_agent)

    async def __aexit__(self, *details: object) -> None:
        if self._browser is not None:
            await self._browser.close()
        await super().__aexit__(*details)

    async def get(
        self, url: str, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Fetched:
        """Return the page at an archived address (`config.addresses`); otherwise as `Guest.get`."""
        if self._browser is not None and url not in self._sitemaps:
            return await self._browser.get(url)
        request, asked = self._spec.request, asked_by(url)
        if request is None and asked.kind is None:
            return await super().get(url, headers, content)
        sent, extra, knows = asked.url, dict(headers or {}), self._may_know(asked.url)
        if request is not None:
            given = {"query": request.query, "headers": request.headers}
            if not knows:
                given = {key: _without_variables(values) for key, values in given.items()}
            sent = self._with_query(sent, given["query"], knows)
            extra |= {name.lower(): self._filled(value) for name, value in given["headers"].items()}
        if asked.kind:
            body = {key: self._filled_in(value) if knows else value for key, value in asked.body.items()}
            content = orjson.dumps(body) if asked.kind == "json" else urlencode(body).encode()
        if asked.kind:  # a validator on a POST is answered by 412, not by 304 (RFC 9110 section 13.1.2)
            extra = {name: value for name, value in extra.items() if not name.startswith("if-")}
            extra = {"content-type": _TYPES[asked.kind]} | extra
        try:
            answer = await super().get(sent, extra or None, content)
        except FetchError as error:
            raise type(error)(error.kind, self._hidden(str(error)), transient=error.transient) from None
        final = url if answer.url == sent else self._hidden(answer.url)
        shown = {name: self._hidden(value) for name, value in answer.headers.items()}
        return replace(answer, url=final, headers=shown, body=self._hidden_in(answer.body))

    def _may_know(self, url: str) -> bool:
        """Return whether the keys are meant for that address; never in plain text where it was TLS."""
        try:
            origin = origin_of(url)
        except ValueError:
            return False
        return origin in self._own or origin.replace("https://", "http://", 1) in self._own

    def _with_query(self, url: str, query: Mapping[str, str], knows: bool) -> str:
        """Set the parameters; an address from an answer may have them already, as it was asked for."""
        if not query and "${" not in url:
            return url
        path, _, given = url.partition("?")
        pairs = [pair for pair in given.split("&") if pair]
        pairs = [pair for pair in pairs if unquote_plus(pair.partition("=")[0]) not in query]
        if knows:
            path = self._filled(path, quoted=True)
            pairs = [self._filled(pair, quoted=True) for pair in pairs]
        pairs += [urlencode({name: self._filled(value)}) for name, value in query.items()]
        return f"{path}?{'&'.join(pairs)}" if pairs else path

    def _filled(self, text: str, *, quoted: bool = False) -> str:
        def value(found: re.Match[str]) -> str:
            secret = self._secrets.get(found[1])
            return found[0] if secret is None else quote(secret, safe="") if quoted else secret

        return _VARIABLE.sub(value, text)

    def _filled_in(self, value: object) -> object:
        if isinstance(value, str):
            return self._filled(value)
        if isinstance(value, dict):
            return {key: self._filled_in(one) for key, one in value.items()}
        return [self._filled_in(one) for one in value] if isinstance(value, list) else value

    def _hidden(self, text: str) -> str:
        for name, secret in self._secrets.items():
            for shape in sorted({secret, quote(secret, safe=""), quote_plus(secret)} - {""}):
                text = text.replace(shape, "${" + name + "}")
        return text

    def _hidden_in(self, body: bytes) -> bytes:
        for name, secret in self._secrets.items():
            if not _LIKE_A_KEY.fullmatch(secret):
                continue
            shapes = {secret, quote(secret, safe=""), quote_plus(secret), quote(secret), escape(secret)}
            shapes |= {secret.replace("/", "\\/"), secret.replace("/", "\\u002F")}
            for shape in sorted(shapes):
                body = body.replace(shape.encode(), b"${%s}" % name.encode())
        return body


def _origins(spec: SourceSpec) -> frozenset[str]:
    """Return the origins that the spec names: those that its keys and bodies are meant for."""
    urls = [link.url for link in seeds(spec)]
    if spec.lookup and spec.lookup.url:
        urls.append(spec.lookup.url)
    if spec.next and spec.next.load_more and spec.next.load_more.url:
        urls += [urljoin(url, spec.next.load_more.url) for url in urls[:1]]
    origins = set()
    for url in urls:
        try:
            origins.add(origin_of(url))
        except ValueError:  # what is asked of it will fail, and says so
            continue
    return frozenset(origins)


def _without_variables(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if not _VARIABLE.search(value)}


def secrets_of(spec: SourceSpec) -> dict[str, str]:
    """Return name -> value of every ``${NAME}`` in ``request``, the longest value first.

    Raises:
        UserError: one is not set.
    """
    names = sorted(set(_VARIABLE.findall(spec.request.model_dump_json()))) if spec.request else []
    for name in names:
        if name not in os.environ:
            raise UserError(
                f"{spec.source}: key 'request': ${{{name}}} is not set in the environment;"
                " set it and try again."
            )
    return dict(sorted(((name, os.environ[name]) for name in names), key=lambda pair: -len(pair[1])))
