"""Visit a page as its spec says: with the request's headers, keys and body, or through a browser.

Keys of services (``${NAME}``) are filled in here, as the request leaves; what comes back, error messages
included, has the name in place of the value again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode

import orjson

from config.addresses import asked_by
from config.errors import UserError
from config.settings import Settings
from config.source_spec import SourceSpec
from extractors.fetch import Fetched, FetchError
from extractors.guest import Guest
from extractors.robots import Memory

if TYPE_CHECKING:
    from extractors.browser import Browser

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
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
        sent, extra = asked.url, dict(headers or {})
        if request is not None:
            sent = self._with_query(sent, request.query)
            extra |= {name.lower(): self._filled(value) for name, value in request.headers.items()}
        if asked.kind == "json":
            content = orjson.dumps(self._filled_in(asked.body))
        elif asked.kind == "form":
            content = urlencode({key: self._filled(str(value)) for key, value in asked.body.items()}).encode()
        if asked.kind:  # a validator on a POST is answered by 412, not by 304 (RFC 9110 section 13.1.2)
            extra = {name: value for name, value in extra.items() if not name.startswith("if-")}
            extra = {"content-type": _TYPES[asked.kind]} | extra
        try:
            answer = await super().get(sent, extra or None, content)
        except FetchError as error:
            raise type(error)(error.kind, self._hidden(str(error)), transient=error.transient) from None
        final = url if answer.url == sent else self._hidden(answer.url)
        shown = {name: self._hidden(value) for name, value in answer.headers.items()}
        return replace(answer, url=final, headers=shown)

    def _with_query(self, url: str, query: Mapping[str, str]) -> str:
        if not query:
            return url
        more = urlencode({name: self._filled(value) for name, value in query.items()})
        return f"{url}{'&' if '?' in url else '?'}{more}"

    def _filled(self, text: str) -> str:
        return _VARIABLE.sub(lambda found: self._secrets.get(found[1], found[0]), text)

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
