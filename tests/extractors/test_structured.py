from __future__ import annotations

from extractors.structured import organisation_named, organisations, read_jsonld


def script(text: str) -> str:
    return f'<html><script type="application/ld+json">{text}</script></html>'


GRAPH = """{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Directory", "publisher": {"@type": "Organization", "name": "Directory Ltd"}},
 {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": {"@type": ["Thing", "LocalBusiness"],
  "name": "Brandt &amp; S\\u00f6hne GmbH", "telephone": ["+49 711 12"], "url": "https://brandt.example",
  "address": [{"@type": "PostalAddress", "streetAddress": "Hauptstr. 5", "postalCode": 70174,
   "addressLocality": "Stuttgart", "addressCountry": {"@type": "Country", "name": "DE"}}],
  "numberOfEmployees": {"@type": "QuantitativeValue", "minValue": 50, "maxValue": 99},
  "parentOrganization": {"@type": "Organization", "name": "Brandt Holding AG"}, "sameAs": ["https://a.example"]}}]}]}"""


def test_organisations_are_found_wherever_they_are_nested() -> None:
    assert organisations(read_jsonld(script(GRAPH))) == [
        {
            "name": "Brandt & Söhne GmbH",
            "phone": "+49 711 12",
            "website": "https://brandt.example",
            "street": "Hauptstr. 5",
            "postcode": "70174",
            "city": "Stuttgart",
            "country": "DE",
            "employees": "50-99",
            "parent_name": "Brandt Holding AG",
            "social": "https://a.example",
        }
    ]


def test_the_directory_itself_is_not_the_company() -> None:
    nodes = read_jsonld(
        script('[{"@type": "Organization", "name": "Directory"}, {"@type": "Store", "name": "Brandt GmbH"}]')
    )

    assert organisation_named(nodes, "BRANDT GmbH") == {"name": "Brandt GmbH"}
    assert organisation_named(nodes, "Somebody else") is None
    assert organisation_named(nodes, None) is None, "two names: it is not clear whom the page is about"


def test_sloppy_json_is_read_and_nonsense_is_not() -> None:
    sloppy = script(
        '/* made by x */ {"@type": "Organization", "name": "A\nB GmbH", // c\n "url": "http://a.example",}'
    )

    assert organisations(read_jsonld(sloppy)) == [{"name": "A B GmbH", "website": "http://a.example"}]
    assert read_jsonld(script("{nothing")) == []
    assert (
        organisations(read_jsonld(script('{"@type": "Organization", "url": "http://nameless.example"}')))
        == []
    )
