-- level: error
-- says: a value of a company has no origin: no row of golden leads to a chosen claim of that company

-- Values that are made from another value share its origin.
WITH made_from(field, origin) AS (
    VALUES ('domain', 'website'), ('domain', 'email'), ('website', 'domain'), ('legal_form', 'legal_name'),
           ('legal_form', 'display_name'), ('industry_name', 'industry_code'),
           ('revenue_currency', 'revenue_amount'), ('parent_company_id', 'parent_name'),
           ('parent_company_id', 'parent_reg_no')
),
stated AS (
    UNPIVOT (
        SELECT company_id, display_name, legal_name, legal_form, street, postcode, city, region, country,
               phone, email, domain, website, reg_no, lei, vat_id, status, founded_year::VARCHAR AS founded_year,
               employees_count::VARCHAR AS employees_count, revenue_amount::VARCHAR AS revenue_amount,
               revenue_currency, industry_code, industry_name, role
        FROM companies
    ) ON COLUMNS(* EXCLUDE company_id) INTO NAME field VALUE value
),
grounded AS (
    SELECT g.company_id, g.field
    FROM golden AS g JOIN claims AS k ON k.claim_id = g.claim_id AND k.company_id = g.company_id
    WHERE k.is_chosen
)
SELECT s.company_id, s.field, s.value
FROM stated AS s
WHERE NOT EXISTS (
    SELECT 1 FROM grounded AS g
    WHERE g.company_id = s.company_id
      AND (g.field = s.field OR g.field IN (SELECT m.origin FROM made_from AS m WHERE m.field = s.field))
)
ORDER BY s.company_id, s.field
