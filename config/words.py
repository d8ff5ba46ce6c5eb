"""What enrichment and scoring know of words and sources: strict models over ``config/vocabulary/*.yml``."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, field_validator

from config.records import Method
from config.source_spec import Kind
from config.word_lists import FOLDER, phrases
from config.yaml_file import M, Strict, read_yaml

Share = Annotated[float, Field(ge=0, le=1)]
Division = Annotated[str, StringConstraints(pattern=r"^\d\d$")]
Pillar = Literal["M", "A", "N"]


class Industry(Strict):
    """One NACE Rev. 2 division and the words by which trades print it."""

    name: str
    above: bool = False
    """The words say what is done WITH goods; they win over the words for the goods."""
    en: str
    de: str
    fr: str
    zh: str

    def words(self) -> list[str]:
        return [self.name, *(p for line in (self.en, self.de, self.fr, self.zh) for p in phrases(line))]


class Industries(Strict):
    """Division code -> industry."""

    divisions: dict[Division, Industry]


class SignalKind(Strict):
    """What a kind of event says about which pillar, how strongly and for how long."""

    pillar: Pillar
    polarity: Literal[1, -1]
    strength: float = Field(ge=0, le=3)
    half_life_days: int | None = Field(gt=0)
    """None: never forgotten."""
    latest_only: bool = False
    en: str = ""
    de: str = ""
    fr: str = ""
    zh: str = ""

    def words(self) -> list[str]:
        return [p for line in (self.en, self.de, self.fr, self.zh) for p in phrases(line)]


class SignalKinds(Strict):
    """Kinds in the order in which a headline is tried against them."""

    kinds: dict[str, SignalKind]


class Role(Strict):
    """A function in a company and how far it decides at small, medium and large companies (R55)."""

    function: str
    level: list[Annotated[int, Field(ge=0, le=3)]] = Field(min_length=3, max_length=3)
    words: str


class Roles(Strict):
    """Functions in the order in which a printed title is tried against them."""

    small_under: int = Field(gt=0)
    large_from: int = Field(gt=0)
    roles: list[Role]

    def size_class(self, employees: float | None) -> int:
        """Return 0 small, 1 medium, 2 large; a company of unknown size counts as medium."""
        if employees is None or employees != employees:
            return 1
        return 0 if employees < self.small_under else 2 if employees >= self.large_from else 1


class Trust(Strict):
    """How far a statement is believed before it is compared with others."""

    sources: dict[str, Share]
    fields: dict[str, dict[str, Share]]
    methods: dict[Method, Share]
    half_life_days: dict[str, Annotated[int, Field(gt=0)]]

    def prior(self, kind: str, field: str | None = None) -> float:
        """Return trust in what a source of ``kind`` says, about ``field`` where that differs."""
        return self.fields.get(field or "", {}).get(kind, self.sources.get(kind, 0.5))

    @field_validator("sources")
    @classmethod
    def _all_kinds(cls, value: dict[str, float]) -> dict[str, float]:
        if wrong := set(value) ^ set(get_args(Kind)):
            raise ValueError(f"'{sorted(wrong)[0]}' is missing or no kind of source; give every kind once")
        return value

    @field_validator("methods")
    @classmethod
    def _all_methods(cls, value: dict[Method, float]) -> dict[Method, float]:
        if missing := set(get_args(Method)) - set(value):
            raise ValueError(f"'{sorted(missing)[0]}' is missing; give every method its weight")
        return value


class States(Strict):
    """Closed lists and the words that print them: state -> words, in the order of trial."""

    status: dict[str, str]
    company_role: dict[str, str]
    customer_state: dict[str, str]


def _read(name: str, model: type[M]) -> M:
    return read_yaml(FOLDER / name, model)


@cache
def industries() -> Industries:
    return _read("industries.yml", Industries)


@cache
def signal_kinds() -> SignalKinds:
    return _read("signals.yml", SignalKinds)


@cache
def roles() -> Roles:
    return _read("roles.yml", Roles)


@cache
def trust() -> Trust:
    return _read("trust.yml", Trust)


@cache
def states() -> States:
    return _read("states.yml", States)
