-- What is new since the night before? New companies, changed cells and tiers, the best prospects first.
SELECT ch.kind, nullif(ch.icp, '') AS icp, c.display_name, c.city, c.country, ch.before, ch.after,
       max(p.score) AS best_score
FROM changes AS ch
LEFT JOIN companies AS c ON c.company_id = ch.company_id
LEFT JOIN prospects AS p ON p.company_id = ch.company_id AND (ch.icp = '' OR p.icp = ch.icp)
GROUP BY ALL
ORDER BY best_score DESC NULLS LAST, ch.kind, c.display_name;
