"""Ways in which a site changes over night: each takes the pages of a night and returns them changed.

Written before the detector, and without looking at its thresholds. ``expect`` is the cause that a person
would name. A change that leaves every row as it was is harmless, and an alarm over it would be false.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from bs4 import BeautifulSoup, Tag

from tests.benchmarks import drift_texts as texts

T = TypeVar("T")


@dataclass(frozen=True)
class Target:
    """What a mutation must know of a site. ``fields``: listing field -> CSS of the element that prints it."""

    record: str
    fields: Mapping[str, str]
    pager: str | None = None
    detail: Mapping[str, str] | None = None
    attributes: tuple[str, ...] = ()
    """Attributes that carry values: data-id, href."""
    labels: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    """Fields that every record prints: those whose columns may be exchanged."""
    is_table: bool = False


@dataclass(frozen=True)
class Sent:
    """One answer of a site: where it was asked for, what it is, its text."""

    url: str
    role: str
    text: str
    encoding: str = "utf-8"

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "lxml")


Change = Callable[[Sent, Target, Random], Sent]


def _soup(change: Callable[[BeautifulSoup, Target, Random], None], role: str = "list") -> Change:
    def changed(page: Sent, target: Target, rng: Random) -> Sent:
        if page.role != role:
            return page
        soup = page.soup
        change(soup, target, rng)
        return replace(page, text=str(soup), encoding="utf-8")

    return changed


def _records(soup: BeautifulSoup, target: Target) -> list[Tag]:
    return [one for one in soup.select(target.record) if isinstance(one, Tag)]


def _within(record: Tag) -> list[Tag]:
    return [record, *(one for one in record.find_all(True) if isinstance(one, Tag))]


def class_renamed(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    form = rng.choice(("{}-item", "c-{}", "{}2", "listing-{}"))
    for record in _records(soup, target):
        for node in [*_within(record), record.parent]:
            if node is not None and node.get("class") and not node.get("data-done"):
                node["class"] = [form.format(name) for name in node["class"]]
                node["data-done"] = "1"
    _clean(soup)


def classes_hashed(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    salt = str(rng.random())
    for node in soup.find_all(class_=True):
        node["class"] = [
            "css-" + hashlib.blake2b((salt + name).encode(), digest_size=3).hexdigest()
            for name in node["class"]
        ]


def wrapper_added(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for record in _records(soup, target):
        if record.name == "tr":
            for cell in record.find_all("td"):
                _wrap(soup, cell, "div", "inner")
        else:
            _wrap(soup, record, "div", "inner")


def tag_changed(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    names = {"article": "section", "li": "div", "ul": "div", "h2": "h3", "h4": "h3", "span": "b", "p": "div"}
    names |= {"em": "span", "dl": "div", "dt": "b", "dd": "span", "tr": "tr", "td": "th", "i": "small"}
    for record in _records(soup, target):
        for node in [*_within(record), record.parent]:
            if node is not None and not node.get("data-done"):
                node.name = names.get(node.name, node.name)
                node["data-done"] = "1"
    _clean(soup)


def table_to_divs(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    first = next(iter(_records(soup, target)), None)
    table = first.find_parent("table") if first is not None else None
    for node in [table, *table.find_all(True)] if table is not None else []:
        if node.name in ("table", "tbody", "thead", "tr", "td", "th"):
            node["class"] = [*(node.get("class") or []), f"t-{node.name}"]
            node.name = "div"


def attribute_moved(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for record in _records(soup, target):
        for node in _within(record):
            for name in target.attributes:
                if node.get(name) and not node.get("data-done"):
                    node["data-target" if name == "href" else "data-key"] = node[name]
                    del node[name]
                    node["data-done"] = "1"
    _clean(soup)


def columns_swapped(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    pairs = [(a, b) for i, a in enumerate(target.always) for b in target.always[i + 1 :]]
    one, other = pairs[rng.randrange(len(pairs))]
    for record in _records(soup, target):
        a, b = record.select_one(target.fields[one]), record.select_one(target.fields[other])
        if a is not None and b is not None and a not in b.parents and b not in a.parents:
            left, right = list(a.contents), list(b.contents)
            a.clear()
            b.clear()
            a.extend(right)
            b.extend(left)


def labels_translated(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    words = {
        "Phone": "Téléphone",
        "Town": "Ville",
        "Trade": "Secteur",
        "Tel": "Fernruf",
        "E-mail": "Courriel",
    }
    words |= {"Web": "Site", "Street": "Rue"}
    for node in soup.find_all(string=True):
        for label in target.labels:
            if re.match(rf"\s*{label}\b", str(node)):
                node.replace_with(re.sub(rf"^(\s*){label}\b", rf"\g<1>{words[label]}", str(node)))
                break


def _field(soup: BeautifulSoup, target: Target, rng: Random) -> str | None:
    usual = [name for name in ("phone", "website", "email", "category") if _has(soup, target, name) >= 0.3]
    return usual[rng.randrange(len(usual))] if usual else None


def field_removed(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    _take_away(soup, target, _field(soup, target, rng), rng, 1.0)


def field_half(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    name = _field(soup, target, rng)
    _take_away(soup, target, name, rng, rng.uniform(0.45, 0.65))


def contacts_lazy(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for record in _records(soup, target):
        for name in ("phone", "email", "website"):
            node = record.select_one(target.fields[name]) if name in target.fields else None
            if node is not None:
                button = soup.new_tag("button", attrs={"data-load": f"/reveal/{rng.randrange(10**6)}"})
                button.string = "Show"
                node.replace_with(button)


def emails_obfuscated(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for record in _records(soup, target):
        node = record.select_one(target.fields.get("email", "nothing-at-all"))
        link = node if node is None or node.name == "a" else node.find("a")
        if link is not None:
            code = "".join(rng.choice("0123456789abcdef") for _ in range(30))
            link["href"] = f"/cdn-cgi/l/email-protection#{code}"
            link.string = "[email protected]"


def next_changed(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for link in soup.select(target.pager or "nothing-at-all"):
        for name in ("rel", "class"):
            if link.get(name):
                del link[name]
        link["class"] = [rng.choice(("pager__forward", "btn-more", "page-link-fwd"))]
        link.string = rng.choice(("Mehr anzeigen", "Older entries", "»"))


def pagination_dropped(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for link in soup.select(target.pager or "nothing-at-all"):
        link.decompose()


def list_truncated(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    records = _records(soup, target)
    for record in records[round(len(records) * rng.uniform(0.35, 0.65)) :]:
        record.decompose()


def records_doubled(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    for record in _records(soup, target):
        record.insert_after(BeautifulSoup(str(record), "html.parser"))


def half_redesigned(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    records = _records(soup, target)
    for record in records[::2]:
        for node in _within(record):
            if node.get("class"):
                node["class"] = [f"v2-{name}" for name in node["class"]]
        record.name = "section" if record.name != "tr" else "tr"


def empty_notice(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    records = _records(soup, target)
    if records:
        note = soup.new_tag("p")
        note.string = _draw(texts.EMPTY, rng)
        place = records[0].find_parent("table") or records[0]
        place.insert_before(note)
    for record in records:
        record.decompose()
    for link in soup.select(target.pager or "nothing-at-all"):
        link.decompose()


def _instead(pool: tuple[tuple[str, str], ...], share: float = 1.0) -> Change:
    def changed(page: Sent, target: Target, rng: Random) -> Sent:
        drawn = _draw(pool, rng)
        is_hit = Random(f"{rng.random()} {page.url}").random() < share
        return replace(page, text=texts.PAGE.format(*drawn), encoding="utf-8") if is_hit else page

    return changed


def encoding_broken(page: Sent, target: Target, rng: Random) -> Sent:
    """UTF-8 taken for windows-1252 once more on the server's side, or letters lost to question marks."""
    if rng.random() < 0.5:
        return replace(page, text=page.text.encode().decode("cp1252", "replace"), encoding="utf-8")
    return replace(page, text=re.sub(r"[^\x00-\x7f]", "\ufffd", page.text), encoding="utf-8")


def order_shuffled(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    records = _records(soup, target)
    if len(records) < 2 or len({id(one.parent) for one in records}) > 1 or target.is_table:
        return
    turned = [BeautifulSoup(str(one), "html.parser") for one in rng.sample(records, len(records))]
    for record, other in zip(records, turned, strict=True):
        record.replace_with(other)


def frame_redesigned(soup: BeautifulSoup, target: Target, rng: Random) -> None:
    """Banner, new footer, a badge in some records: everyday work on a site."""
    banner = BeautifulSoup(
        "<div class=banner><p>We wish you a good week. <a href=/faq>FAQ</a></p></div>", "lxml"
    )
    if soup.body is not None and banner.div is not None:
        soup.body.insert(0, banner.div)
        foot = soup.new_tag("div")
        foot.string = f"Updated {rng.randrange(1, 28)}.11. Log in | Captcha-free search | No results? Ask us."
        soup.body.append(foot)
    for record in _records(soup, target)[::3]:
        badge = soup.new_tag("small", attrs={"class": "badge"})
        badge.string = "new"
        (record if record.name != "tr" else record.find("td") or record).append(badge)


def json_change(kind: str) -> Change:
    def changed(page: Sent, target: Target, rng: Random) -> Sent:
        data = json.loads(page.text)
        rows = data[target.record]
        paths = {name: path.split(".") for name, path in target.fields.items()}
        if kind == "class_renamed":
            data[f"{target.record}List" if rng.random() < 0.5 else "items"] = data.pop(target.record)
        elif kind == "wrapper_added":
            data = {"data": data}
        elif kind == "tag_changed":
            key = paths[sorted(paths)[rng.randrange(len(paths))]][0]
            for row in rows:
                row[f"{key}Info"] = row.pop(key, None)
        elif kind == "columns_swapped":
            names = [name for name in paths if name not in ("native_ref", "website")]
            one, other = rng.sample(sorted(names), 2)
            for row in rows:
                a, b = _get(row, paths[one]), _get(row, paths[other])
                _set(row, paths[one], b)
                _set(row, paths[other], a)
        elif kind in ("field_removed", "field_half"):
            usual = [name for name in ("phone", "website", "street", "postcode") if name in paths]
            name, share = rng.choice(usual), 1.0 if kind == "field_removed" else rng.uniform(0.45, 0.65)
            for row in rows:
                if rng.random() < share:
                    _set(row, paths[name], None)
        elif kind == "pagination_dropped":
            if not re.search(r"(offset|page)=0\b", page.url):
                data[target.record] = []
        elif kind == "list_truncated":
            data[target.record] = rows[: round(len(rows) * rng.uniform(0.35, 0.65))]
        elif kind == "records_doubled":
            data[target.record] = [row for row in rows for _ in range(2)]
        elif kind == "empty_notice":
            data[target.record] = []
        elif kind == "block_page":
            return replace(page, text=_draw(texts.ERRORS, rng))
        elif kind == "order_shuffled":
            rng.shuffle(rows)
        elif kind == "frame_redesigned":
            data["notice"] = "maintenance on Sunday, log in to see more"
        return replace(page, text=json.dumps(data, ensure_ascii=False))

    return changed


@dataclass(frozen=True)
class Mutation:
    """``expect``: cause that is right; None: must not alarm. ``heals``: a layout that can be read again."""

    change: Change
    expect: str | None
    heals: bool = False


HTML: dict[str, Mutation] = {
    "class_renamed": Mutation(_soup(class_renamed), "layout", True),
    "classes_hashed": Mutation(_soup(classes_hashed), "layout", True),
    "wrapper_added": Mutation(_soup(wrapper_added), "layout", True),
    "tag_changed": Mutation(_soup(tag_changed), "layout", True),
    "table_to_divs": Mutation(_soup(table_to_divs), "layout", True),
    "attribute_moved": Mutation(_soup(attribute_moved), "layout", True),
    "labels_translated": Mutation(_soup(labels_translated), "layout", True),
    "half_redesigned": Mutation(_soup(half_redesigned), "layout", True),
    "columns_swapped": Mutation(_soup(columns_swapped), "field_swap", True),
    "field_removed": Mutation(_soup(field_removed), "partial"),
    "field_half": Mutation(_soup(field_half), "partial"),
    "contacts_lazy": Mutation(_soup(contacts_lazy), "partial"),
    "emails_obfuscated": Mutation(_soup(emails_obfuscated), "partial"),
    "next_changed": Mutation(_soup(next_changed), "partial", True),
    "pagination_dropped": Mutation(_soup(pagination_dropped), "partial"),
    "list_truncated": Mutation(_soup(list_truncated), "partial"),
    "records_doubled": Mutation(_soup(records_doubled), "layout"),
    "empty_notice": Mutation(_soup(empty_notice), "empty"),
    "not_found_200": Mutation(_instead(texts.GONE), "gone"),
    "block_page": Mutation(_instead(texts.BLOCKED), "blocked"),
    "captcha": Mutation(_instead(texts.CAPTCHA), "blocked"),
    "captcha_sometimes": Mutation(_instead(texts.CAPTCHA, 0.4), "blocked"),
    "login_wall": Mutation(_instead(texts.LOGIN), "blocked"),
    "encoding_broken": Mutation(encoding_broken, "encoding"),
    "order_shuffled": Mutation(_soup(order_shuffled), None),
    "frame_redesigned": Mutation(_soup(frame_redesigned), None),
}
_OF_JSON = (
    "class_renamed wrapper_added tag_changed columns_swapped field_removed field_half pagination_dropped"
    " list_truncated records_doubled empty_notice block_page order_shuffled frame_redesigned"
).split()
JSON: dict[str, Mutation] = {
    name: replace(HTML[name], change=json_change(name), heals=False) for name in _OF_JSON
} | {name: HTML[name] for name in ("not_found_200", "captcha", "login_wall", "encoding_broken")}


class Draw(Random):
    """The random choices of one night; ``half`` says which half of the texts it draws from."""

    half = 0


def mutation_of(kind: Mutation, target: Target, seed: int, *, is_unseen: bool) -> Callable[[Sent], Sent]:
    """Return how each page of a night is changed; the choices are the same for all of them."""

    def changed(page: Sent) -> Sent:
        rng = Draw(seed)
        rng.half = int(is_unseen)
        return kind.change(page, target, rng)

    return changed


def _draw(pool: Sequence[T], rng: Random) -> T:
    return rng.choice(pool[getattr(rng, "half", 0) :: 2])


def _has(soup: BeautifulSoup, target: Target, name: str) -> float:
    records = _records(soup, target)
    if name not in target.fields or not records:
        return 0.0
    return sum(one.select_one(target.fields[name]) is not None for one in records) / len(records)


def _take_away(soup: BeautifulSoup, target: Target, name: str | None, rng: Random, share: float) -> None:
    for record in _records(soup, target) if name else []:
        for node in record.select(target.fields[name or ""]):
            if rng.random() < share:
                node.decompose()


def _wrap(soup: BeautifulSoup, outer: Tag, name: str, class_name: str) -> None:
    inner = soup.new_tag(name, attrs={"class": class_name})
    inner.extend(list(outer.contents))
    outer.append(inner)


def _clean(soup: BeautifulSoup) -> None:
    for node in soup.select("[data-done]"):
        del node["data-done"]


def _get(row: dict[str, object], path: list[str]) -> object:
    value: object = row
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _set(row: dict[str, object], path: list[str], value: object) -> None:
    inner: object = row
    for key in path[:-1]:
        inner = inner.get(key) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner[path[-1]] = value
