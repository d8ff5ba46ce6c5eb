"""Sources that ask search engines: every keyword in every locale of every engine (R28, R29)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlencode

from pydantic import Field, StringConstraints, field_validator, model_validator

from config.spec_fields import Text
from config.yaml_file import Strict

BRAVE = "https://api.search.brave.com/res/v1/web/search"
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[A-Z]{2}$")]


class Ask(NamedTuple):
    """One request of the fan-out: what is asked, of whom, and under which address. ``page`` counts from 1."""

    url: str
    engine: str
    locale: str
    query: str
    page: int


class Search(Strict):
    """What is asked of which engines.

    ``api: searxng`` asks each of ``engines`` of your own instance at ``url`` by itself, so that what each of
    them alone can find is known; ``api: brave`` asks Brave's API, whose key goes into
    ``request: {headers: {X-Subscription-Token: "${BRAVE_API_KEY}"}}``. ``keywords`` are given by language and
    asked in the locales of that language; English ones are asked everywhere (R29).
    """

    api: Literal["searxng", "brave"]
    url: Text | None = None
    engines: list[Text] = Field(default_factory=list)
    keywords: dict[Language, Annotated[list[Text], Field(min_length=1)]] = Field(min_length=1)
    locales: list[Locale] = Field(min_length=1)
    pages: int = Field(1, ge=1, le=10)

    @field_validator("engines", "locales")
    @classmethod
    def _once(cls, value: list[str]) -> list[str]:
        if len(set(value)) < len(value):
            raise ValueError("names one twice")
        return value

    @model_validator(mode="after")
    def _complete(self) -> Search:
        if self.api == "searxng" and not (self.url and self.engines):
            raise ValueError("api: searxng needs the url of your instance and the engines that it shall ask")
        if self.api == "brave" and self.engines:
            raise ValueError("api: brave is one engine; leave engines out")
        spoken = {locale[:2] for locale in self.locales}
        for language in self.keywords:
            if language != "en" and language not in spoken:
                raise ValueError(f"keywords in '{language}' are asked nowhere: no locale speaks it")
        return self

    def asks(self) -> list[Ask]:
        """Return every request, engine by engine, in the order of the spec."""
        return [
            Ask(self._address(engine, locale, query, page), engine, locale, query, page)
            for engine in (self.engines or [self.api])
            for locale in self.locales
            for query in self._queries(locale)
            for page in range(1, self.pages + 1)
        ]

    def _queries(self, locale: str) -> list[str]:
        own, english = self.keywords.get(locale[:2], []), self.keywords.get("en", [])
        return list(dict.fromkeys([*own, *english]))

    def _address(self, engine: str, locale: str, query: str, page: int) -> str:
        asked: dict[str, str | int]
        if self.api == "searxng":
            base = f"{(self.url or '').rstrip('/')}/search"
            asked = {"q": query, "engines": engine, "language": locale, "pageno": page, "format": "json"}
        else:
            base = self.url or BRAVE
            language, country = locale.split("-")
            asked = {"q": query, "country": country, "search_lang": language, "count": 20, "offset": page - 1}
        return f"{base}?{urlencode(asked)}"
