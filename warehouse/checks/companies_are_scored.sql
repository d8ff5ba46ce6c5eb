-- level: warning
-- says: a company was scored for one ideal customer profile but not for another

SELECT i.icp, c.company_id, c.display_name
FROM companies AS c CROSS JOIN (SELECT DISTINCT icp FROM prospects) AS i
ANTI JOIN prospects AS p ON p.icp = i.icp AND p.company_id = c.company_id
ORDER BY i.icp, c.company_id
