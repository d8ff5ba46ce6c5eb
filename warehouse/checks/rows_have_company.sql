-- level: error
-- says: a row is about a company that is not in the table companies

SELECT * FROM (
    SELECT 'prospects' AS in_table, company_id FROM prospects
    UNION SELECT 'score_reasons', company_id FROM score_reasons
    UNION SELECT 'golden', company_id FROM golden
    UNION SELECT 'claims', company_id FROM claims
    UNION SELECT 'contacts', company_id FROM contacts
    UNION SELECT 'signals', company_id FROM signals
    UNION SELECT 'locations', company_id FROM locations
    UNION SELECT 'groups', company_id FROM groups
    UNION SELECT 'lifecycle', company_id FROM lifecycle
) AS r
ANTI JOIN companies AS c ON c.company_id = r.company_id
ORDER BY in_table, company_id
