-- level: error
-- says: the reasons of a prospect do not sum to its log-odds within 1e-9

SELECT p.icp, p.company_id, p.log_odds, r.total
FROM prospects AS p
LEFT JOIN (SELECT icp, company_id, fsum(points) AS total FROM score_reasons GROUP BY icp, company_id) AS r
  ON r.icp = p.icp AND r.company_id = p.company_id
WHERE p.log_odds IS NOT NULL AND (r.total IS NULL OR abs(r.total - p.log_odds) > 1e-9)
ORDER BY p.icp, p.company_id
