-- Whom shall I call today, and with which opening? The best eligible prospects with their strongest reasons.
SELECT p.icp, p.rank, c.display_name, c.city, c.country, p.tier, p.cell, p.action, c.phone,
       string_agg(r.text, ' | ' ORDER BY r.points DESC, r.position) FILTER (r.pillar <> 'base') AS opening
FROM prospects AS p
JOIN companies AS c USING (company_id)
LEFT JOIN score_reasons AS r ON r.icp = p.icp AND r.company_id = p.company_id AND r.points > 0.2
WHERE p.is_eligible AND p.action = 'CALL_NOW' AND p.rank <= 50
GROUP BY ALL
ORDER BY p.icp, p.rank;
