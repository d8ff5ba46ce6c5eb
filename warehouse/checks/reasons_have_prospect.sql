-- level: error
-- says: a reason explains no prospect

SELECT r.icp, r.company_id, r.position
FROM score_reasons AS r ANTI JOIN prospects AS p ON p.icp = r.icp AND p.company_id = r.company_id
ORDER BY r.icp, r.company_id, r.position
