"""Every table that moves in bulk or is published: its columns, types and the words an analyst reads.

One source of truth: staging Parquet, DDL, COMMENTs and the data dictionary are made from it.
A column's line is ``name TYPE meaning``; types are DuckDB's. ``*_at`` are UTC timestamps.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

_ARROW = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type and its meaning with unit and limits."""

    name: str
    type: str
    comment: str


@dataclass(frozen=True)
class Table:
    """One table: key, meaning and columns in order."""

    name: str
    key: tuple[str, ...]
    comment: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """Arrow schema with the same names and types."""
        return pa.schema([(column.name, _ARROW[column.type]) for column in self.columns])


def _table(name: str, key: str, comment: str, columns: str) -> Table:
    rows = [line.strip().split(None, 2) for line in columns.strip().splitlines()]
    return Table(name, tuple(key.split()), comment, tuple(Column(*row) for row in rows))


_AS_PRINTED = """
listing_id VARCHAR hash of source and native reference, or else of raw URL and raw name; never changes
source VARCHAR name of the source, as in its YAML
name VARCHAR company name as printed
url VARCHAR page or file that printed it
page_sha256 VARCHAR SHA-256 of that page's bytes; the archive keeps them
retrieved_at TIMESTAMPTZ when that page was fetched
native_ref VARCHAR the source's own id of the entry
street VARCHAR street and house number as printed
city VARCHAR town as printed
region VARCHAR state, province or district as printed
postcode VARCHAR postal code as printed
country VARCHAR country as printed, or the source's default as an ISO 3166-1 alpha-2 code
phone VARCHAR telephone as printed
website VARCHAR the company's own site as printed
email VARCHAR mail address as printed; of a person only with a lawful basis
category VARCHAR trade or category as printed; several are joined by '; '
description VARCHAR text about the company as printed
detail_url VARCHAR the source's page about the company
legal_form VARCHAR legal form as printed apart from the name
reg_no VARCHAR number in a public register as printed
lei VARCHAR legal entity identifier (ISO 17442) as printed
vat_id VARCHAR VAT number as printed
parent_name VARCHAR parent company as stated by the source
parent_reg_no VARCHAR register number of the parent as stated by the source
status VARCHAR legal status as printed
founded VARCHAR founding year or date as printed
employees VARCHAR number or band of employees as printed
revenue VARCHAR revenue with currency as printed
products VARCHAR products as printed; several are joined by '; '
role VARCHAR maker, trader, service or intermediary as printed
years_on_platform VARCHAR years on a marketplace as printed
event VARCHAR trade fair or event of the entry
event_date VARCHAR date of that event as printed
hall VARCHAR hall at the event
booth VARCHAR booth at the event
customer_status VARCHAR our own relation as the CRM says: customer, lapsed, lost, prospect
customer_since VARCHAR first order as the CRM says
last_order VARCHAR last order as the CRM says
contact_name VARCHAR person's name; only where lawful_basis is given
contact_role VARCHAR role or title of the contact
contact_email VARCHAR mail address of the contact; role addresses, or with a lawful basis
contact_phone VARCHAR telephone of the contact; only where lawful_basis is given
lawful_basis VARCHAR basis (GDPR Art. 6) on which the person's data in this row is kept
raw VARCHAR JSON object of everything else the source printed about the entry
"""

STAGED_LISTINGS = _table("listings", "listing_id", "Company entries of one partition, raw.", _AS_PRINTED)

MENTIONS = _table(
    "mentions",
    "mention_id",
    "News items of one partition; they become signals once they are tied to a company (R10).",
    """
mention_id VARCHAR hash of source and link, or else of title
source VARCHAR name of the source
title VARCHAR headline as printed
text VARCHAR summary or body as printed, without mark-up
link VARCHAR address of the item
published_on DATE date that the item bears
url VARCHAR feed or page that printed it
page_sha256 VARCHAR SHA-256 of that page's bytes
retrieved_at TIMESTAMPTZ when that page was fetched
""",
)

SEARCH_RESULTS = _table(
    "results",
    "result_id",
    "Results of search engines of one partition, as they were ranked (R28).",
    """
result_id VARCHAR hash of source, engine, locale, query and link
source VARCHAR name of the source
engine VARCHAR engine that was asked
locale VARCHAR language and country in which it was asked, such as de-DE
query VARCHAR keywords that it was asked
rank INTEGER place among the results, 1 is the first
link VARCHAR address of the result
host VARCHAR host of that address without www.
title VARCHAR headline as printed
is_directory BOOLEAN true where many companies share the host: no candidate, perhaps a source
url VARCHAR request that was answered
page_sha256 VARCHAR SHA-256 of the answer's bytes
retrieved_at TIMESTAMPTZ when it was fetched
""",
)

_CLAIM = """
source VARCHAR name of the source
field VARCHAR what is said, a name of the companies table or of contacts
value VARCHAR the value as text; NULL unless state is available or ambiguous
unit VARCHAR unit or currency of a number
state VARCHAR available, not_available, blocked, not_applicable, ambiguous or failed
as_of DATE date for which it holds, where the source says so
confidence DOUBLE 0 to 1, how sure the reader of the page is
url VARCHAR page that says it
retrieved_at TIMESTAMPTZ when that page was fetched
page_sha256 VARCHAR SHA-256 of that page's bytes
span VARCHAR the words that say it, at most 300 characters
method VARCHAR registry, jsonld, microdata, table, regex, model or user
licence VARCHAR licence of the source's data
"""

STAGED_CLAIMS = _table(
    "claims",
    "claim_id",
    "Statements of looked-up pages; the subject is tied to a company after resolution.",
    """
claim_id VARCHAR hash of subject, source, field, value and page
subject VARCHAR whom the page speaks of: website:<domain> or reg_no:<country>:<number>
"""
    + _CLAIM.strip(),
)

CLAIMS = _table(
    "claims",
    "claim_id",
    "Every statement about a company with its evidence, those that lost against a better one included.",
    """
claim_id VARCHAR hash of subject, source, field, value and page
company_id VARCHAR company the statement is about
subject VARCHAR whom the page spoke of: listing:<id>, website:<domain> or reg_no:<country>:<number>
"""
    + _CLAIM.strip()
    + "\nis_chosen BOOLEAN true where the golden record carries this value",
)

LISTINGS = _table(
    "listings",
    "listing_id",
    "Company entries as their sources printed them, with the company and location they belong to.",
    _AS_PRINTED.strip()
    + """
company_id VARCHAR company that the entry belongs to
location_id VARCHAR establishment that the entry belongs to; NULL without an address
source_kind VARCHAR kind of the source, such as directory or register
first_seen_on DATE first night on which the entry was found
last_seen_on DATE last night on which the entry was found
""",
)

COMPANIES = _table(
    "companies",
    "company_id",
    "One row a company: the golden record. The table golden says which claim each value came from.",
    """
company_id VARCHAR lasting id, minted from the first listing; company_ids redirects old ones forever
display_name VARCHAR name for people to read
legal_name VARCHAR registered name, where a register or imprint states it
legal_form VARCHAR legal form of the name, such as GmbH
street VARCHAR head office street and number
postcode VARCHAR head office postal code
city VARCHAR head office town
region VARCHAR head office state or province
country VARCHAR ISO 3166-1 alpha-2 code of the head office
phone VARCHAR main telephone, E.164
email VARCHAR role mail address of the company
domain VARCHAR registrable domain of its own site
website VARCHAR address of its own site
reg_no VARCHAR number in the public register
lei VARCHAR legal entity identifier (ISO 17442)
vat_id VARCHAR VAT number
status VARCHAR active, dissolving, insolvent, dissolved; NULL unknown
founded_year INTEGER year of foundation
employees_count INTEGER employees, as last stated
revenue_amount DOUBLE revenue of the last stated year
revenue_currency VARCHAR ISO 4217 code of revenue_amount
industry_code VARCHAR NACE Rev. 2 division (two digits); NULL where the words do not say
industry_name VARCHAR its English name
role VARCHAR producer, trader, service or intermediary (R33, R39)
parent_company_id VARCHAR company that a source states as the parent
listing_count INTEGER listings that were merged into it
source_count INTEGER different sources that list it (R23)
location_count INTEGER establishments known
first_seen_on DATE first night on which any of its listings was found
last_seen_on DATE last night on which any of its listings was found
""",
)

GOLDEN = _table(
    "golden",
    "company_id field",
    "Where each value of companies came from, and how close the runner-up was.",
    """
company_id VARCHAR company
field VARCHAR column of companies
claim_id VARCHAR claim that was chosen
score DOUBLE its weight: trust in source x method x freshness, agreeing sources added up
runner_up_claim_id VARCHAR best claim with another value; NULL where nobody disagrees
margin DOUBLE score minus that of the runner-up
decided_by VARCHAR rule that decided: agreement, trust, freshness or only_value
""",
)

LOCATIONS = _table(
    "locations",
    "location_id",
    "Establishments: one company at one place.",
    """
location_id VARCHAR lasting id of the place
company_id VARCHAR company that is there
name VARCHAR name used at the place
street VARCHAR street and number
postcode VARCHAR postal code
city VARCHAR town
region VARCHAR state or province
country VARCHAR ISO 3166-1 alpha-2 code
phone VARCHAR telephone of the place, E.164
is_head_office BOOLEAN true for the address of the golden record
listing_count INTEGER listings that name the place
""",
)

GROUPS = _table(
    "groups",
    "company_id",
    "Companies that a source states to belong together; never guessed from similar names.",
    """
company_id VARCHAR member
group_id VARCHAR id of the group: company_id of its head
parent_company_id VARCHAR stated parent; NULL for the head
source VARCHAR source that states the relation
""",
)

CONTACTS = _table(
    "contacts",
    "contact_id",
    "Whom to reach: role addresses first, persons only with a lawful basis.",
    """
contact_id VARCHAR hash of company, role and address
company_id VARCHAR company
role VARCHAR function as printed, such as Head of purchasing
authority_level INTEGER 0 none, 1 influencer, 2 recommender, 3 decider, by role and size (R55)
name VARCHAR person's name; only with lawful_basis
email VARCHAR mail address
phone VARCHAR telephone, E.164
is_role_address BOOLEAN true where the address belongs to a function, not a person
lawful_basis VARCHAR basis (GDPR Art. 6) of a person's data
source VARCHAR source that states it
url VARCHAR page that states it
retrieved_at TIMESTAMPTZ when that page was fetched
""",
)

SIGNALS = _table(
    "signals",
    "signal_id",
    "Dated buying signals (R10): what happened, for which pillar, and who said so.",
    """
signal_id VARCHAR hash of company, kind and event
company_id VARCHAR company concerned
kind VARCHAR relocation, appointment, new_plant, insolvency, exhibits, ...
pillar VARCHAR M, A or N
polarity INTEGER 1 speaks for, -1 against
strength DOUBLE 0 to 3
half_life_days INTEGER days after which half of the weight is left; NULL never forgotten
event_date DATE when it happened
confidence DOUBLE 0 to 1, that it is this company and this kind
status VARCHAR new, confirmed, contradicted, stale or superseded
title VARCHAR headline or words
source VARCHAR source that reports it
url VARCHAR page or item that reports it
page_sha256 VARCHAR SHA-256 of that page's bytes
""",
)

PROSPECTS = _table(
    "prospects",
    "icp company_id",
    "Companies scored for one ideal customer profile; one row an ICP and company.",
    """
icp VARCHAR name of the ideal customer profile
company_id VARCHAR company
rank INTEGER place in the list of the ICP among eligible companies, 1 is called first
score DOUBLE 0 to 100, monotone in p_win
tier VARCHAR A, B, C or D by score; NULL where not eligible
cell VARCHAR MAN cell such as MAn: capital has, small has not (R4)
cell_confidence DOUBLE probability of that cell, 0 to 1
action VARCHAR CALL_NOW, SELL_SKILL, FIND_AUTHORITY, CHECK_CREDIT_FINANCE, NURTURE_N/_A/_M or STOP (R4)
p_win DOUBLE probability of winning
log_odds DOUBLE logit of p_win; score_reasons sum to it
p_money DOUBLE probability that the company can pay
p_money_lo DOUBLE lower end of its 80 % interval
p_money_hi DOUBLE upper end of its 80 % interval
p_authority DOUBLE probability that we can reach who decides
p_authority_lo DOUBLE lower end of its 80 % interval
p_authority_hi DOUBLE upper end of its 80 % interval
p_need DOUBLE probability that the company needs it
p_need_lo DOUBLE lower end of its 80 % interval
p_need_hi DOUBLE upper end of its 80 % interval
is_eligible BOOLEAN true where the gate of the ICP lets it through (R3)
reject_reason VARCHAR why not; NULL where eligible
unknown_pillars VARCHAR pillars without evidence, such as MA; unknown is not no
next_best_field VARCHAR what to find out first
lifecycle VARCHAR prospect, customer, lapsed or lost
as_of DATE date for which ages were counted
""",
)

SCORE_REASONS = _table(
    "score_reasons",
    "icp company_id position",
    "Why a prospect has its score; the points of a company sum exactly to its log_odds.",
    """
icp VARCHAR name of the ideal customer profile
company_id VARCHAR company
position INTEGER order in which to read, 1 first
pillar VARCHAR base, fit, M, A, N or cap
points DOUBLE contribution in log-odds
feature VARCHAR feature of the ICP that gave the points
text VARCHAR sentence for people
claim_id VARCHAR claim behind it, where there is one
signal_id VARCHAR signal behind it, where there is one
""",
)

LIFECYCLE = _table(
    "lifecycle",
    "company_id",
    "Our own history with a company as the CRM states it (R18, R65).",
    """
company_id VARCHAR company
state VARCHAR prospect, customer, lapsed or lost
since DATE date of the state, where known
last_order_on DATE last order, where known
source VARCHAR source that states it
""",
)

CHANGES = _table(
    "changes",
    "kind icp company_id",
    "What is new since the night before: companies, cells, tiers.",
    """
kind VARCHAR new_company, gone_company, new_signal, cell_changed or tier_changed
icp VARCHAR profile concerned; empty where it concerns the company itself
company_id VARCHAR company
before VARCHAR value of the night before
after VARCHAR value now
""",
)

COMPANY_IDS = _table(
    "company_ids",
    "old_company_id",
    "Redirects of company ids, forever.",
    """
old_company_id VARCHAR id that was published once
company_id VARCHAR id under which the company is known now
reason VARCHAR merge or split
since_on DATE night of the change
""",
)

COMPANY_EVENTS = _table(
    "company_events",
    "event_id",
    "What became of companies as identities, and why: one row an event, kept until its company is erased.",
    """
event_id VARCHAR hash of night, kind, company, other company and listing
company_id VARCHAR company that it happened to
kind VARCHAR new, merge (took in another id), split (off another id), move (of a listing), gone or back
other_company_id VARCHAR id that was given up for it, that it was split off or that the listing came from
listing_id VARCHAR listing concerned, where it is one
evidence VARCHAR what the decision rests on, in words; null where it named somebody who was erased
since_on DATE night of the event
""",
)

MATCHES = _table(
    "matches",
    "listing_a listing_b",
    "Pairs of listings that were compared and kept, with the evidence for and against.",
    """
listing_a VARCHAR smaller listing id of the pair
listing_b VARCHAR larger listing id of the pair
log_odds DOUBLE base-2 log-odds that they are one company
probability DOUBLE the same as a probability
is_same BOOLEAN true where both ended in one company
reasons VARCHAR JSON object: comparison -> [level, weight in bits]
""",
)

REVIEW_QUEUE = _table(
    "review_queue",
    "listing_a listing_b",
    "Doubtful pairs for a person to judge, the most consequential first.",
    """
listing_a VARCHAR smaller listing id of the pair
listing_b VARCHAR larger listing id of the pair
name_a VARCHAR name printed by the first
name_b VARCHAR name printed by the second
probability DOUBLE probability that they are one company
priority DOUBLE pairs of listings that the answer may part or join x probability that it does
""",
)

CANARIES = _table(
    "canaries",
    "partition canary",
    "Accuracy watched without labels, night by night: what identifiers say of the companies that were found.",
    """
partition DATE night
canary VARCHAR what is watched, such as hidden_reg_no
side VARCHAR recall (one company that should be one) or precision (one company that is one)
is_fair BOOLEAN true where the decision did not see the identifier; false where it did, so that it proves less
pairs BIGINT pairs of listings that were looked at
passed BIGINT pairs among them that came out as the identifier says
share DOUBLE passed / pairs, 0 to 1; NULL without pairs
share_before DOUBLE share of the last night before that had one
floor DOUBLE share below which the night is not published; NULL where it is only told
message VARCHAR what the canary says, in words
""",
)

SOURCES = _table(
    "sources",
    "source",
    "The catalogue: who publishes each source and on what terms.",
    """
source VARCHAR name of the source
kind VARCHAR kind of the source
title VARCHAR title for people
publisher VARCHAR who publishes it
publisher_url VARCHAR the publisher's address
terms_basis VARCHAR why we may read it
licence VARCHAR licence of the data
attribution VARCHAR words that an export must carry
share_alike BOOLEAN true where the licence binds what is made from it
redistribute BOOLEAN true where its values may be passed on
parent_source VARCHAR source whose pages led to it
trust_prior DOUBLE 0 to 1, how far its values are trusted before they are compared
""",
)

SOURCE_HEALTH = _table(
    "source_health",
    "source",
    "How each source fared in this partition.",
    """
source VARCHAR name of the source
partition DATE scheduled date that was loaded
state VARCHAR ok, empty, drifted, blocked, gone, broken or stale
pages INTEGER pages stored
failed_pages INTEGER pages that could not be had
blocked_pages INTEGER pages that robots.txt or a reservation forbids
listings INTEGER listings read
mentions INTEGER news items read
skipped INTEGER odd records that were skipped with a reason
fill_name DOUBLE share of listings with a name
fill_phone DOUBLE share with a phone
fill_website DOUBLE share with a website
fill_address DOUBLE share with street or postcode
cause VARCHAR what is wrong and what to do; NULL where nothing is
""",
)

DISCOVERY = _table(
    "discovery",
    "source engine locale query",
    "What each query brought in each engine and locale, and what it alone brought (R28, R29).",
    """
source VARCHAR name of the source
engine VARCHAR engine that was asked
locale VARCHAR language and country in which it was asked, such as de-DE
query VARCHAR keywords that it was asked
results INTEGER results it gave
hosts INTEGER different sites among them
unique_hosts INTEGER sites that no other engine gave, whatever it was asked
directories INTEGER results on hosts that many companies share: perhaps sources
companies INTEGER companies that its sites belong to
new_companies INTEGER companies among them that no source of another kind lists
""",
)

RUNS = _table(
    "runs",
    "run_id stage",
    "Run log: one row a stage of this snapshot's run, then earlier runs.",
    """
run_id VARCHAR id of the run
partition DATE scheduled date
mode VARCHAR run, replay, recrawl or rescore
stage VARCHAR stage of the pipeline
state VARCHAR ok or failed
rows_in BIGINT rows or pages that the stage took
rows_out BIGINT rows or pages that it gave
started_at TIMESTAMPTZ start
ended_at TIMESTAMPTZ end
message VARCHAR sentence for people
""",
)

ISSUES = _table(
    "issues",
    "issue_id",
    "What to look at: skipped records, failed pages, missed bounds, failed checks.",
    """
issue_id VARCHAR hash of source, kind, message and address
source VARCHAR source concerned
level VARCHAR warning or error
kind VARCHAR short name of the problem
message VARCHAR what happened and what to do
url VARCHAR address concerned
partition DATE scheduled date
""",
)

STAGED = {table.name: table for table in (STAGED_LISTINGS, MENTIONS, STAGED_CLAIMS, SEARCH_RESULTS, ISSUES)}
PUBLISHED = {
    table.name: table
    for table in (
        PROSPECTS,
        COMPANIES,
        GOLDEN,
        LOCATIONS,
        GROUPS,
        LISTINGS,
        CLAIMS,
        CONTACTS,
        SIGNALS,
        SCORE_REASONS,
        LIFECYCLE,
        CHANGES,
        COMPANY_IDS,
        COMPANY_EVENTS,
        MATCHES,
        REVIEW_QUEUE,
        CANARIES,
        SOURCES,
        SOURCE_HEALTH,
        DISCOVERY,
        RUNS,
        ISSUES,
    )
}
