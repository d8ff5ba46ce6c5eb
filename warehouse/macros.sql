-- Table macros of the published file; each statement ends with a line that holds nothing but a semicolon.

CREATE MACRO snapshot.main.top(icp, n := 20) AS TABLE
SELECT p.rank, c.display_name, c.city, c.country, c.industry_name, p.tier, p.score, p.cell, p.action,
       p.p_win, c.phone, c.website, p.unknown_pillars, p.next_best_field, p.company_id
FROM prospects AS p JOIN companies AS c ON c.company_id = p.company_id
WHERE p.icp = icp AND p.is_eligible
ORDER BY p.rank
LIMIT n
;
COMMENT ON MACRO TABLE snapshot.main.top IS
'top(icp, n := 20): the n eligible companies to call first for an ideal customer profile.'
;
CREATE MACRO snapshot.main.why(a, b) AS TABLE
SELECT la.listing_id AS listing_a, la.source AS source_a, la.name AS name_a,
       lb.listing_id AS listing_b, lb.source AS source_b, lb.name AS name_b,
       la.company_id = lb.company_id AS is_same, m.probability, m.log_odds, m.reasons
FROM listings AS la
JOIN listings AS lb ON la.listing_id = least(a, b) AND lb.listing_id = greatest(a, b)
LEFT JOIN matches AS m ON m.listing_a = la.listing_id AND m.listing_b = lb.listing_id
;
COMMENT ON MACRO TABLE snapshot.main.why IS
'why(a, b): whether two listings are one company, and the evidence in bits; no evidence where no blocking key brought them together.'
;
CREATE MACRO snapshot.main.reasons(icp, company) AS TABLE
SELECT r.position, r.pillar, r.points, r.feature, r.text, r.claim_id, r.signal_id
FROM score_reasons AS r
WHERE r.icp = icp AND r.company_id = company
ORDER BY r.position
;
COMMENT ON MACRO TABLE snapshot.main.reasons IS
'reasons(icp, company): the points in log-odds that sum to a score, with the claim or signal behind each.'
;
CREATE MACRO snapshot.main.origin(company) AS TABLE
SELECT g.field, k.value, k.source, s.publisher, k.url, k.retrieved_at, k.span, g.decided_by, g.score, g.margin
FROM golden AS g
JOIN claims AS k ON k.claim_id = g.claim_id
LEFT JOIN sources AS s ON s.source = k.source
WHERE g.company_id = company
ORDER BY g.field
;
COMMENT ON MACRO TABLE snapshot.main.origin IS
'origin(company): for each value of a company the page that states it and the rule that chose it.'
