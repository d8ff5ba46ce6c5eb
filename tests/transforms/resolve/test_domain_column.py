"""Domains of a column at once are the domains one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import mail_address, registrable_domain
from transforms.resolve.columns import texts
from transforms.resolve.domain_column import domains, mails

SCHEMES = ["", "http://", "https://", "HTTPS://", "http:/", "//", "ftp://", "https://http://", "mailto:"]
LABELS = (
    """www www2 foo Bar a-b a--b xn--mller-kva w 1 co com de uk org ck kawasaki jp blogspot jimdofree google
gmail yahoo facebook example github io x_y müller 中国 .. -a city""".split()
    + ["x" * 64]
)
HOSTS = st.lists(st.sampled_from(LABELS), max_size=5).map(".".join)
BEHIND = st.sampled_from(["", "/", "/a/b?c=d", "?q", "#x", ":80/", ".", "/ü", "/a b", "@foo.de", ";bar.de"])
SITES = st.tuples(st.sampled_from(SCHEMES), HOSTS, BEHIND).map("".join)
MAILS = st.tuples(st.sampled_from(["info", "a.b+c", "ä", "", "Jane <j", "x@y"]), st.just("@"), HOSTS, BEHIND)


@settings(max_examples=15, deadline=None)
@given(st.lists(SITES | st.text(max_size=10), max_size=25))
def test_sites_of_a_column_are_the_sites_one_by_one(values):
    assert domains(texts(values)).to_pylist() == [registrable_domain(value.strip()) for value in values]


@settings(max_examples=15, deadline=None)
@given(st.lists(MAILS.map("".join) | SITES, max_size=25))
def test_mails_of_a_column_are_the_mails_one_by_one(values):
    expected = []
    for value in values:
        address = mail_address(value)
        domain = registrable_domain(f"@{address.rpartition('@')[2]}" if address else value)
        expected.append((domain, None if domain else address))
    assert list(zip(*(part.to_pylist() for part in mails(texts(values))), strict=True)) == expected


AWKWARD = """www.co.uk www2.co.uk ww.co.uk www.de www.foo.co.uk co.uk foo.ck a.foo.ck x.kawasaki.jp
a.x.kawasaki.jp city.kawasaki.jp blogspot.com foo.blogspot.com google.co.uk google.de jimdofree.com
foo.jimdofree.com gmail.com yahoo.co.uk x.xn--mller-kva.de 1.2.3.4 foo foo.d a--b.de""".split()


def test_awkward_hosts():
    hosts = [*AWKWARD, "x" * 64 + ".de"]
    assert domains(texts(hosts)).to_pylist() == [registrable_domain(host) for host in hosts]
    found, _ = mails(texts(f"a@{host}" for host in hosts))
    assert found.to_pylist() == [registrable_domain(f"@{host}") for host in hosts]


def test_a_usual_address_is_read_without_the_rules(monkeypatch):
    monkeypatch.setattr("transforms.resolve.domain_column.registrable_domain", None)
    monkeypatch.setattr("transforms.resolve.domain_column.mail_address", None)
    assert domains(texts(["https://www.Foo.de/x?y", "b.foo.co.uk", "foo.example/"])).to_pylist() == [
        "foo.de", "foo.co.uk", "foo.example"]  # fmt: skip
    assert [part.to_pylist() for part in mails(texts(["Info@www.foo-bar.de"]))] == [["foo-bar.de"], [None]]
