"""Registrable domains are those that tldextract finds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from config.suffixes import registrable, split_host

RULES = sorted(split_host().tlds)
LABELS = ["www", "city", "co", "com", "foo", "de", "example", "xn--mller-kva", "xn--", "xn--p1ai", "blogspot"]


def expected(host: str) -> str | None:
    found = split_host()(host)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else None
    return ".".join(host.split(".")[-2:])


def test_every_rule_of_the_list_is_kept():
    for rule in RULES:
        for host in (rule, f"foo.{rule}", f"www.foo.{rule}"):
            host = host.replace("*", "wild").replace("!", "")
            assert registrable(host) == expected(host)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(LABELS), min_size=1, max_size=4), st.sampled_from(RULES), st.booleans())
def test_hosts_below_and_beside_the_rules(labels, rule, is_below):
    rule = rule.replace("*", "wild").replace("!", "").encode("idna").decode()
    host = ".".join([*labels, rule] if is_below else labels)
    assert registrable(host) == expected(host)
