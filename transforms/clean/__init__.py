"""Cleaning of single values: pure functions, raw text in, comparable text or None out. None means unknown."""

from transforms.clean.addresses import Street, postcode, street
from transforms.clean.chains import chain_of, is_chain
from transforms.clean.countries import country_code
from transforms.clean.domains import host_of, own_domain, registrable_domain
from transforms.clean.legal_forms import form_words, legal_kind
from transforms.clean.mails import mail_address, role_mail
from transforms.clean.names import Name, company_name, company_names, native_core, tokens
from transforms.clean.phones import calling_code, phone_e164, phone_tail
from transforms.clean.scripts import fold, has_han, is_cjk

__all__ = [
    "Name",
    "Street",
    "calling_code",
    "chain_of",
    "company_name",
    "company_names",
    "country_code",
    "fold",
    "form_words",
    "has_han",
    "host_of",
    "is_chain",
    "is_cjk",
    "legal_kind",
    "mail_address",
    "native_core",
    "own_domain",
    "phone_e164",
    "phone_tail",
    "postcode",
    "registrable_domain",
    "role_mail",
    "street",
    "tokens",
]
