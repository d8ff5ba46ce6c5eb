-- The call list of one ICP ($icp): eligible prospects in order of rank, with the values that may be passed on.
-- A value may be passed on where a source that allows it states that very value.
-- Statements are separated by a line that holds nothing but a semicolon; the last two are read.

CREATE TEMP TABLE listed AS
SELECT * FROM prospects WHERE icp = $icp AND is_eligible AND action IS DISTINCT FROM 'STOP'
;
CREATE TEMP TABLE allowed AS
SELECT g.company_id, g.field, coalesce(min(k.source) FILTER (k.claim_id = g.claim_id), min(k.source)) AS source
FROM golden AS g
JOIN listed USING (company_id)
JOIN claims AS chosen ON chosen.claim_id = g.claim_id
JOIN claims AS k ON k.company_id = chosen.company_id AND k.field = chosen.field AND k.value = chosen.value
JOIN sources AS s ON s.source = k.source AND s.redistribute
GROUP BY g.company_id, g.field
;
CREATE TEMP TABLE first_contact AS
SELECT c.*
FROM contacts AS c
JOIN listed USING (company_id)
JOIN sources AS s ON s.source = c.source AND s.redistribute
WHERE c.email IS NOT NULL OR c.phone IS NOT NULL OR c.name IS NOT NULL
QUALIFY row_number() OVER (
    PARTITION BY c.company_id ORDER BY c.is_role_address DESC NULLS LAST, c.authority_level DESC NULLS LAST,
    c.contact_id
) = 1
;
CREATE TEMP TABLE spoken AS
SELECT r.company_id, r.position, r.points, r.text, coalesce(k.source, g.source) AS source
FROM score_reasons AS r
JOIN listed USING (icp, company_id)
LEFT JOIN claims AS k ON k.claim_id = r.claim_id
LEFT JOIN signals AS g ON g.signal_id = r.signal_id
LEFT JOIN sources AS s ON s.source = coalesce(k.source, g.source)
WHERE r.points > 0 AND r.pillar NOT IN ('base', 'cap') AND (coalesce(k.source, g.source) IS NULL OR s.redistribute)
QUALIFY row_number() OVER (PARTITION BY r.company_id ORDER BY r.points DESC, r.position) <= 3
;
CREATE TEMP TABLE named AS
SELECT company_id FROM allowed WHERE field = 'display_name'
;
CREATE TEMP TABLE used AS
SELECT company_id, source FROM allowed
UNION SELECT company_id, source FROM first_contact
UNION SELECT company_id, source FROM spoken WHERE source IS NOT NULL
;
SELECT p.rank, c.company_id, c.display_name AS name, p.tier, round(p.score, 2) AS score, p.cell, p.action,
       p.next_best_field, p.lifecycle,
       CASE WHEN list_contains(a.fields, 'street') THEN c.street END AS street,
       CASE WHEN list_contains(a.fields, 'postcode') THEN c.postcode END AS postcode,
       CASE WHEN list_contains(a.fields, 'city') THEN c.city END AS city,
       CASE WHEN list_contains(a.fields, 'region') THEN c.region END AS region,
       CASE WHEN list_contains(a.fields, 'country') THEN c.country END AS country,
       CASE WHEN list_contains(a.fields, 'phone') THEN c.phone END AS phone,
       CASE WHEN list_contains(a.fields, 'email') THEN c.email END AS email,
       CASE WHEN list_has_any(a.fields, ['website', 'domain']) THEN c.website END AS website,
       CASE WHEN list_contains(a.fields, 'reg_no') THEN c.reg_no END AS reg_no,
       CASE WHEN list_contains(a.fields, 'founded_year') THEN c.founded_year END AS founded_year,
       CASE WHEN list_contains(a.fields, 'employees_count') THEN c.employees_count END AS employees_count,
       CASE WHEN list_contains(a.fields, 'revenue_amount') THEN c.revenue_amount END AS revenue_amount,
       CASE WHEN list_contains(a.fields, 'revenue_amount') THEN c.revenue_currency END AS revenue_currency,
       CASE WHEN list_contains(a.fields, 'industry_code') THEN c.industry_code END AS industry_code,
       CASE WHEN list_contains(a.fields, 'industry_code') THEN c.industry_name END AS industry_name,
       f.role AS contact_role, f.name AS contact_name, f.email AS contact_email, f.phone AS contact_phone,
       r.reasons, u.sources
FROM listed AS p
JOIN companies AS c USING (company_id)
JOIN named USING (company_id)
LEFT JOIN (SELECT company_id, list(field) AS fields FROM allowed GROUP BY company_id) AS a USING (company_id)
LEFT JOIN first_contact AS f USING (company_id)
LEFT JOIN (
    SELECT company_id, string_agg(text, ' | ' ORDER BY points DESC, position) AS reasons
    FROM spoken GROUP BY company_id
) AS r USING (company_id)
LEFT JOIN (
    SELECT company_id, string_agg(source, '; ' ORDER BY source) AS sources FROM used GROUP BY company_id
) AS u USING (company_id)
ORDER BY p.rank, c.company_id
;
SELECT s.source, s.title, s.publisher, s.publisher_url, s.licence, s.attribution, s.share_alike,
       count(*) AS companies
FROM used AS u JOIN named USING (company_id) JOIN sources AS s USING (source)
GROUP BY ALL
ORDER BY s.source
