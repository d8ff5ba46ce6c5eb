-- level: error
-- says: a company has no listing, so nothing says that it exists

SELECT c.company_id, c.display_name
FROM companies AS c ANTI JOIN listings AS l ON l.company_id = c.company_id
ORDER BY c.company_id
