-- level: error
-- says: an id that is redirected is the id of a company at the same time

SELECT i.old_company_id, i.company_id
FROM company_ids AS i SEMI JOIN companies AS c ON c.company_id = i.old_company_id
ORDER BY i.old_company_id
