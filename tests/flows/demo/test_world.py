"""The invented world: deterministic, well-formed, as varied as promised, and solvable by a person."""

import hashlib
from collections import Counter
from datetime import date

import phonenumbers
import pytest
from stdnum.at import uid
from stdnum.ch import uid as swiss_uid
from stdnum.de import vat as german_vat
from stdnum.fr import siren
from stdnum.gb import vat as british_vat

from flows.demo.coverage import COVERAGE
from flows.demo.files import attendees, attendees_vcf, customers_csv
from flows.demo.founding import make_firms
from flows.demo.names import FORM_VARIANTS, FORMS
from flows.demo.noise import plain_umlauts
from flows.demo.spelling import plain, same_legal_name
from flows.demo.trades import TRADES
from flows.demo.web import Web
from flows.demo.world import TODAY, World, build


def fingerprint(world: World) -> str:
    """Hash every page that links lead to, and both files."""
    digest, web = hashlib.sha256(), Web(world)
    for site in web.sites.values():
        site.busy.clear()
    for host, target in web.targets():
        digest.update(f"{host}{target}".encode() + web.answer(host, target).body)
    return (digest.digest() + customers_csv(world) + attendees_vcf(world)).hex()


def test_same_seed_same_bytes_other_seed_others(world):
    assert fingerprint(world) == fingerprint(build(1))
    assert fingerprint(world) != fingerprint(build(2))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_world_has_the_size_and_the_cases_that_the_pipeline_is_measured_on(seed):
    world = build(seed)
    firms = list(world.firms.values())
    assert 1900 <= len(firms) <= 2200
    assert 5200 <= len(world.entries) <= 6500
    kinds = Counter(firm.kind for firm in firms)
    assert set(kinds) == {
        "single",
        "namesake",
        "coworking",
        "holding",
        "subsidiary",
        "franchise",
        "chain",
    }
    assert {firm.country for firm in firms} == {"DE", "AT", "CH", "FR", "GB", "US", "CN"}
    assert {firm.status for firm in firms} == {"active", "insolvent", "dissolved"}
    assert {firm.relation for firm in firms} == {None, "customer", "lapsed", "lost"}
    assert {firm.trade.division for firm in firms} == set(TRADES)
    assert all(12 <= len(firm.places) - 1 <= 40 for firm in firms if firm.kind == "chain")
    assert sum(firm.former is not None for firm in firms) >= 20
    assert sum(firm.domain is not None for firm in firms) / len(firms) == pytest.approx(0.5, abs=0.06)
    houses = Counter((f.head_office.street, f.head_office.postcode) for f in firms)
    assert sum(count == 12 for count in houses.values()) == 4


def test_numbers_are_well_formed_and_unique(world):
    firms = list(world.firms.values())
    for phone in {p.phone for f in firms for p in f.places} | {f.sales_phone for f in firms if f.sales_phone}:
        number = phonenumbers.parse(phone.e164)
        assert phonenumbers.is_valid_number(number), phone
        assert phonenumbers.region_code_for_number(number) in (phone.country, "GG", "JE", "IM")
    checks = {"DE": german_vat.is_valid, "AT": uid.is_valid, "GB": british_vat.is_valid}
    for firm in firms:
        if firm.country in checks:
            assert checks[firm.country](firm.vat_id), firm.vat_id
        elif firm.country == "CH":
            assert swiss_uid.is_valid(firm.reg_no)
        elif firm.country == "FR":
            assert siren.is_valid(firm.reg_no)
    assert len({firm.reg_no for firm in firms}) == len(firms)


def test_only_namesakes_share_a_name_and_only_holdings_a_domain(world):
    firms = list(world.firms.values())
    for core, count in Counter(firm.core for firm in firms).items():
        if count > 1:
            assert {f.kind for f in firms if f.core == core} == {"single", "namesake"}
    for domain, count in Counter(firm.domain for firm in firms if firm.domain).items():
        assert domain.endswith(".example")
        if count > 1:
            assert {f.kind for f in firms if f.domain == domain} <= {"holding", "subsidiary"}
    assert all(firm.form in FORMS[firm.country] or firm.form == "Sàrl" for firm in firms if firm.form != "SA")


def test_printed_phones_are_well_formed_and_nearly_all_the_firms_own(world):
    own = []
    for entry in world.entries:
        raw = entry.printed.get("phone")
        if raw is None:
            continue
        firm = world.firms[entry.firm]
        mine = {p.phone.e164 for p in firm.places} | {
            p.e164 for p in (firm.sales_phone, firm.former and firm.former.phone) if p
        }
        number = phonenumbers.parse(raw, firm.country)
        assert phonenumbers.is_valid_number(number)
        own.append(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) in mine)
    assert 0.97 < sum(own) / len(own) < 1


def test_a_person_could_tell_who_is_meant(world):
    """Beside name and town each entry keeps a street, a telephone or a site."""
    for entry in world.entries:
        p, firm = entry.printed, world.firms[entry.firm]
        assert "street" in p or "phone" in p or "website" in p, entry
        if firm.kind == "chain" and entry.source != "demo_register":
            assert "website" in p or "email" in p
        if firm.country == "CN":
            assert "phone" in p


def test_noise_is_there_but_not_everywhere(world):
    careless = [
        e for e in world.entries if e.source != "demo_register" and world.firms[e.firm].native is None
    ]
    core_kept = [
        plain(world.firms[e.firm].core) in plain(e.printed["name"])
        for e in careless
        if world.firms[e.firm].kind == "single"
    ]
    assert 0.86 < sum(core_kept) / len(core_kept) < 0.96
    full = [same_legal_name(world.firms[e.firm], e.printed["name"]) for e in careless]
    assert 0.4 < sum(full) / len(full) < 0.8
    for column, firms in (
        ("phone", world.firms),
        ("website", {k for k, f in world.firms.items() if f.domain}),
    ):
        missing = [column not in e.printed for e in careless if e.firm in firms]
        assert 0.2 < sum(missing) / len(missing) < 0.4, column
    stale = [e for e in world.entries if e.branch == -1]
    assert len(stale) > 15
    assert all(world.firms[e.firm].former for e in stale)


def test_moved_companies_are_right_in_the_register(world):
    moved = {firm.key for firm in world.firms.values() if firm.former}
    listed = {e.firm for e in world.by_source["demo_register"]}
    assert moved <= listed
    assert all(e.branch == 0 for e in world.by_source["demo_register"])


def test_stale_dates_lie_before_today():
    for firm in make_firms(3, date(2030, 1, 2)):
        for day in (firm.event_on, firm.last_order, firm.customer_since):
            assert day is None or day < date(2030, 1, 2)


def test_references_are_unique_within_a_source(world):
    for source, entries in world.by_source.items():
        assert len({entry.ref for entry in entries}) == len(entries), source
    for source in ("demo_association", "demo_embassy_list"):
        names = [entry.printed["name"] for entry in world.by_source[source]]
        assert len(set(names)) == len(names)
    assert set(world.by_source) == {coverage.source for coverage in COVERAGE} | {
        "demo_register",
        "demo_search",
    }


def test_guests_are_nobody_else(world):
    people = [who for _, who, _ in attendees(world)]
    assert len(set(people)) == len(people)
    assert not world.persons & set(people)
    assert 0 < sum(consent is not None for _, _, consent in attendees(world)) < len(people) / 3


def test_plain_umlauts():
    assert plain_umlauts("Müller & Söhne Gießerei Éclair") == "Mueller & Soehne Giesserei Eclair"


def test_form_variants_belong_to_known_forms():
    known = {form for forms in FORMS.values() for form in forms} | {"SA", "Sàrl"}
    assert set(FORM_VARIANTS) <= known
    assert date(2100, 1, 1) > TODAY
