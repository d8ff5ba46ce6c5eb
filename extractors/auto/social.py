"""A company's own profiles on other sites: links that share a page or praise the web designer are none."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from extractors.page import Document
from extractors.vocabulary import load

_SHARES = re.compile(
    r"/(?:share|sharer|sharearticle|intent|dialog|plugins|login|signup|search|hashtag|explore|policies|policy|privacy|legal"
    r"|help|about|terms|tr|widgets|badges|embed|watch|pin/create|submit|cws/share|home\.php|l\.php|developers|p|status|reel"
    r"|videos?|playlist|photo\.php|permalink\.php|feed|i|wordpress|wordpressdotcom|automattic|wix|joomla|drupal)(?:[/?.]|$)",
    re.IGNORECASE,
)
_QUERY_SHARES = re.compile(r"(?:^|&)(?:u|url|status|text|title|mini|href|v|share)=", re.IGNORECASE)
_PERSON = re.compile(r"^/(?:in|pub)/", re.IGNORECASE)
_DESIGNER = re.compile(
    r"(?:design(?:ed)?|powered|built|developed|realised|realized|made|created|website|webdesign|site|realizzazione|realisation"
    r"|réalisation|diseño|desarrollo|desenvolvido|umsetzung|gestaltung|programmierung|credits)\W+(?:by|von|par|por|da|di|web)?\W*$",
    re.IGNORECASE,
)
_MOST = 12


@cache
def _hosts() -> frozenset[str]:
    return frozenset(str(load("social_hosts")[0]).split())


def profiles(document: Document) -> list[str]:
    """Return the links to profiles on social networks in document order, as printed, each once."""
    found: dict[tuple[str, str], str] = {}
    for node in document.tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if "." not in href or not href.startswith(("http", "//", "www.")):
            continue
        if profile(href) is None:
            continue
        previous = node.prev
        if previous is not None and previous.tag == "-text" and _DESIGNER.search(previous.text().strip()):
            continue
        parts = urlsplit(href if "//" in href else f"//{href}")
        found.setdefault(((parts.hostname or "").removeprefix("www."), parts.path.rstrip("/").lower()), href)
    return list(found.values())[:_MOST]


def profile(href: str) -> str | None:
    """Return the network's host where ``href`` is a profile of an organisation there, None for anything
    else.
    """
    try:
        parts = urlsplit(href if "//" in href else f"//{href}")
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    host = re.sub(r"^(?:www|m|mobile|[a-z]{2}|[a-z]{2}-[a-z]{2}|web|business)\.(?=[\w-]+\.)", "", host)
    if host not in _hosts():
        return None
    path = parts.path.rstrip("/")
    if _SHARES.search(path) or _PERSON.match(path):
        return None
    if not path and not parts.fragment.startswith("!/"):
        return None
    if parts.query and _QUERY_SHARES.search(parts.query):
        return None
    if path == "/profile.php" and "id=" not in parts.query:
        return None
    return host
