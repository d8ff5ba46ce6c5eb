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
),
covered AS (
    SELECT company_id, field FROM grounded
    UNION ALL
    SELECT g.company_id, m.field FROM grounded AS g JOIN made_from AS m ON m.origin = g.field
)
SELECT company_id, field, value
FROM stated ANTI JOIN covered USING (company_id, field)
ORDER BY company_id, field
