-- Whom shall I call today, and with which opening? The best eligible prospects with their strongest reasons.
SELECT p.icp, p.rank, c.display_name, c.city, c.country, p.tier, p.cell, p.action, c.phone,
       (SELECT string_agg(r.text, ' | ' ORDER BY r.points DESC, r.position)
        FROM score_reasons AS r
        WHERE r.icp = p.icp AND r.company_id = p.company_id AND r.points > 0 AND r.pillar <> 'base'
          AND r.position <= 12) AS opening
FROM prospects AS p
JOIN companies AS c USING (company_id)
WHERE p.is_eligible AND p.action = 'CALL_NOW' AND p.rank <= 50
ORDER BY p.icp, p.rank;
