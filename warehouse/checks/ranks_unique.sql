-- level: error
-- says: two eligible prospects of an ICP have the same rank

SELECT icp, rank, min(company_id) AS company_id, count(*) AS prospects
FROM prospects WHERE is_eligible
GROUP BY icp, rank HAVING count(*) > 1
ORDER BY icp, rank
