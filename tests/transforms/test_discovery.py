"""What each engine alone has found."""

from __future__ import annotations

from config.tables import DISCOVERY, LISTINGS, SEARCH_RESULTS
from tests.transforms.rows import frame
from transforms.discovery import discovery


def result(
    number: int, engine: str, host: str, query: str = "pumps", is_directory: bool = False
) -> dict[str, object]:
    return {
        "result_id": f"r{number}",
        "source": "xx_search",
        "engine": engine,
        "locale": "en-GB",
        "query": query,
        "host": host,
        "is_directory": is_directory,
    }


def test_a_site_is_unique_to_an_engine_whatever_it_was_asked() -> None:
    results = frame(
        SEARCH_RESULTS,
        [
            result(1, "a", "alder.example"),
            result(2, "a", "birch.example"),
            result(3, "b", "alder.example", "valves"),
            result(4, "b", "xing.com", "valves", is_directory=True),
        ],
    )
    listings = frame(
        LISTINGS,
        [
            {
                "source": "xx_search",
                "source_kind": "search_engine",
                "native_ref": "alder.example",
                "company_id": "c1",
            },
            {
                "source": "xx_search",
                "source_kind": "search_engine",
                "native_ref": "birch.example",
                "company_id": "c2",
            },
            {"source": "uk_list", "source_kind": "directory", "native_ref": "7", "company_id": "c1"},
        ],
    )
    rows = discovery(results, listings).to_dict("records")
    assert [(row["engine"], row["query"], row["hosts"], row["unique_hosts"]) for row in rows] == [
        ("a", "pumps", 2, 1),
        ("b", "valves", 1, 0),
    ]
    assert [(row["directories"], row["companies"], row["new_companies"]) for row in rows] == [
        (0, 2, 1),
        (1, 1, 0),
    ]


def test_without_engines_the_table_is_empty_but_whole() -> None:
    assert list(discovery(frame(SEARCH_RESULTS, []), frame(LISTINGS, [])).columns) == DISCOVERY.names
