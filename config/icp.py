"""An ideal customer profile is data: what we sell, to whom, and what speaks for Money, Authority, Need.

The model behind every ``config/icps/*.yml``. Weights are log-odds; see `transforms.score`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from config.errors import UserError
from config.words import Division, industries, signal_kinds
from config.yaml_file import Strict, read_yaml

SHIPPED = Path(__file__).parent / "icps"
PILLARS = {"money": "M", "authority": "A", "need": "N"}
CELLS = tuple("".join(letters) for letters in product("Mm", "Aa", "Nn"))
"""MAN, MAn, MaN, Man, mAN, mAn, maN, man: a capital letter means that the company has it (R4)."""
ACTIONS = (
    "CALL_NOW",
    "SELL_SKILL",
    "FIND_AUTHORITY",
    "CHECK_CREDIT_FINANCE",
    "NURTURE_N",
    "NURTURE_A",
    "NURTURE_M",
    "STOP",
)
FEATURES: dict[str, dict[str, str]] = {
    "money": {
        "revenue": "revenue on a logarithmic scale around size.revenue_eur (R6)",
        "employees": "employees on a logarithmic scale around the lower end of the optimum",
        "age": "years since foundation: young companies pay less surely",
        "distress": "insolvent or dissolving by its status",
        "presence": "number of different sources that list it: it takes business seriously (R23)",
        "lei": "it keeps a legal entity identifier, which banks ask of borrowers and traders",
    },
    "authority": {
        "decider": "highest authority level among the contacts known, by role and size (R55)",
        "reachable": "a role mail address or telephone is known",
        "parent_decides": "a parent company is stated: decisions may be made there",
        "known_to_us": "customer or lapsed customer: we know whom to ask (R65)",
    },
    "need": {
        "industry": "how much the division needs the product, by need_by_industry",
        "maker": "producer speaks for, trader and service against (R33)",
        "keywords": "words of the product's use in its products, trade or description",
        "sites": "several establishments to connect",
        "bought_before": "customer or lapsed customer: the need was real (R41)",
        "lost_before": "a customer that was lost: it chose otherwise once (R18)",
    },
}
"""What a weight may be given to, beside the kinds of signals of the same pillar."""

Weight = Annotated[float, Field(ge=-4, le=4)]
Positive = Annotated[float, Field(gt=0)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Cell = Literal["MAN", "MAn", "MaN", "Man", "mAN", "mAn", "maN", "man"]
Action = Literal[
    "CALL_NOW",
    "SELL_SKILL",
    "FIND_AUTHORITY",
    "CHECK_CREDIT_FINANCE",
    "NURTURE_N",
    "NURTURE_A",
    "NURTURE_M",
    "STOP",
]


class Eligibility(Strict):
    """The gate before scoring (R3). An empty list lets everything through; so does an unknown value."""

    countries: list[Code] = Field(default_factory=list)
    industries: list[Division] = Field(default_factory=list)
    exclude_status: list[Literal["dissolved", "dissolving", "insolvent"]] = ["dissolved"]
    exclude_roles: list[Literal["producer", "trader", "service", "intermediary"]] = ["intermediary"]
    organisations_only: bool = True
    """Sole traders are natural persons: no prospects of a product for organisations (R3)."""


class Size(Strict):
    """Size fit is a hump (R46): full inside the optimum, falling on both sides."""

    optimum: list[Annotated[int, Field(ge=1)]] = Field(min_length=2, max_length=2)
    """Employees, lower and upper end."""
    zero_at: float = Field(5.0, gt=1)
    """At this many times below or above the optimum the fit is 0, at its square it is -1."""
    weight: Annotated[float, Field(ge=0, le=4)] = 0.6
    revenue_eur: Positive = 5_000_000.0
    """Yearly revenue at which Money is neither likely nor unlikely."""

    @field_validator("optimum")
    @classmethod
    def _rising(cls, value: list[int]) -> list[int]:
        if value[0] > value[1]:
            raise ValueError("the lower end comes first")
        return value


class PillarSpec(Strict):
    """One of Money, Authority, Need: where it starts without evidence and what moves it."""

    prior: Annotated[float, Field(ge=-4, le=4)] = 0.0
    """Log-odds that a company of the list has it, before anything is known."""
    sd: Annotated[float, Field(gt=0, le=4)] = 1.5
    """Standard deviation of that prior: how wide 'not known' is."""
    pull: Annotated[float, Field(ge=0, le=8)]
    """Log-odds of winning between surely without and surely with the pillar."""
    features: dict[str, Weight] = Field(default_factory=dict)


class Pillars(Strict):
    """The three pillars; a feature that is not known is an error that names the nearest."""

    money: PillarSpec
    authority: PillarSpec
    need: PillarSpec

    @model_validator(mode="after")
    def _known_features(self) -> Pillars:
        for pillar, letter in PILLARS.items():
            kinds = [name for name, kind in signal_kinds().kinds.items() if kind.pillar == letter]
            known = [*FEATURES[pillar], *kinds]
            for feature in getattr(self, pillar).features:
                if feature not in known:
                    near = difflib.get_close_matches(feature, known, n=1)
                    hint = f"did you mean '{near[0]}'" if near else f"known are {', '.join(known)}"
                    raise ValueError(f"{pillar}.features.{feature} is not known; {hint}")
        return self


class Cap(Strict):
    """A missing pillar cannot be bought back by another (R2)."""

    below: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """Where even the upper end of a pillar's interval is below this ..."""
    p_win: Annotated[float, Field(gt=0, lt=1)] = 0.02
    """... winning is at most this likely."""


class Tiers(Strict):
    """Lowest score of each tier; below C is D."""

    A: Annotated[float, Field(ge=0, le=100)] = 85.0
    B: Annotated[float, Field(ge=0, le=100)] = 70.0
    C: Annotated[float, Field(ge=0, le=100)] = 50.0

    @model_validator(mode="after")
    def _falling(self) -> Tiers:
        if not self.A >= self.B >= self.C:
            raise ValueError("A must not be below B, nor B below C")
        return self


class Icp(Strict):
    """One ideal customer profile."""

    icp: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,60}$")]
    product: str
    base_rate: Annotated[float, Field(gt=0, lt=1)] = 0.125
    """P(win) of an average contact: 8 contacts, 4 enquiries, 2 quotes, 1 deal (R54)."""
    eligibility: Eligibility = Eligibility()
    size: Size
    pillars: Pillars
    need_by_industry: dict[Division, Annotated[float, Field(ge=-1, le=1)]] = Field(default_factory=dict)
    keywords: list[Annotated[str, StringConstraints(min_length=2)]] = Field(default_factory=list)
    half_lives: dict[str, Annotated[int, Field(gt=0)]] = Field(default_factory=dict)
    """Days after which half of a feature's weight is left; a signal's own stands in its vocabulary."""
    eur_per_unit: dict[str, Positive] = Field(default_factory=lambda: {"EUR": 1.0})
    """Rough exchange rates, for orders of magnitude only."""
    cap: Cap = Cap()
    tiers: Tiers = Tiers()
    actions: dict[Action, dict[Cell, float]]
    """Utility of each action in each cell; the action with the largest expected one is proposed."""

    @property
    def name(self) -> str:
        return self.icp

    @field_validator("actions")
    @classmethod
    def _complete(cls, value: dict[Action, dict[Cell, float]]) -> dict[Action, dict[Cell, float]]:
        for action in ACTIONS:
            for cell in CELLS:
                if cell not in value.get(action, {}):  # type: ignore[call-overload]
                    raise ValueError(
                        f"utility of {action} in cell {cell} is missing; give all eight cells of all actions"
                    )
        return value

    @field_validator("need_by_industry")
    @classmethod
    def _known_divisions(cls, value: dict[str, float]) -> dict[str, float]:
        for code in value:
            if code not in industries().divisions:
                raise ValueError(f"'{code}' is not a NACE Rev. 2 division of the vocabulary")
        return value

    def half_life(self, feature: str, default: int | None = None) -> int | None:
        return self.half_lives.get(feature, default)


def load_icp(path: Path, environ: Mapping[str, str] | None = None) -> Icp:
    """Read one profile; the file's stem must be its name.

    Raises:
        UserError: anything wrong with the file, in one sentence.
    """
    icp = read_yaml(path, Icp, environ)
    if icp.icp != path.stem:
        raise UserError(f"{path}: key 'icp' says '{icp.icp}' but the file is '{path.stem}'; make them equal.")
    return icp


def load_icps(folder: Path = SHIPPED, environ: Mapping[str, str] | None = None) -> list[Icp]:
    """Return the profiles of ``folder`` in the order of their names.

    Raises:
        UserError: no such folder, no profile in it, or a broken one.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise UserError(f"{folder}: no ideal customer profile (*.yml) there; 'prospects init' makes one.")
    return [load_icp(path, environ) for path in paths]
