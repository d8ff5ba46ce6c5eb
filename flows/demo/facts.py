"""Facts of published companies against what is true of them on the world's day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flows.demo.firms import Firm
from flows.demo.spelling import plain, same_legal_name, street_key

Company = Mapping[str, Any]


def _street(firm: Firm, given: Any) -> bool:
    office = firm.head_office
    return street_key(str(given)) in (street_key(office.street), street_key(office.street_english))


def _city(firm: Firm, given: Any) -> bool:
    city = firm.head_office.city
    return plain(str(given)) in (plain(city.name), plain(city.english))


def _phone(firm: Firm, given: Any) -> bool:
    return given in {phone.e164 for phone in (firm.head_office.phone, firm.sales_phone) if phone}


def _postcode(firm: Firm, given: Any) -> bool:
    return plain(str(given)).replace(" ", "") == plain(firm.head_office.postcode).replace(" ", "")


CHECKS: dict[str, Callable[[Firm, Any], bool]] = {
    "street": _street,
    "postcode": _postcode,
    "city": _city,
    "country": lambda firm, given: given == firm.country,
    "phone": _phone,
    "domain": lambda firm, given: given == firm.domain,
    "industry_code": lambda firm, given: given == firm.trade.division,
    "employees_count": lambda firm, given: abs(given - firm.employees) <= 0.1 * firm.employees,
    "revenue_amount": lambda firm, given: abs(given - firm.revenue) <= 0.01 * firm.revenue,
    "revenue_currency": lambda firm, given: given == firm.currency,
    "founded_year": lambda firm, given: given == firm.founded.year,
    "status": lambda firm, given: given == firm.status,
    "legal_name": lambda firm, given: same_legal_name(firm, str(given)),
}
"""Column of companies -> is it right? Head office and its telephone; a moved company's new address alone."""


def check(companies: Iterable[Company], firms: Mapping[str, Firm]) -> dict[str, list[tuple[str, bool]]]:
    """Return field -> (company_id, right?) of every published fact; NULL says nothing and is not counted."""
    verdicts: dict[str, list[tuple[str, bool]]] = {field: [] for field in CHECKS}
    for company in companies:
        firm = firms.get(company["company_id"])
        if firm is None:
            continue
        for field, is_right in CHECKS.items():
            if company[field] is not None:
                verdicts[field].append((company["company_id"], bool(is_right(firm, company[field]))))
    return verdicts
