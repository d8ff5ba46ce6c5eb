-- Which one fact would help most? Good prospects with a pillar nobody knows anything about, by what to ask.
SELECT p.icp, p.next_best_field, count(*) AS prospects, round(avg(p.score), 1) AS mean_score,
       string_agg(c.display_name, ', ' ORDER BY p.rank) FILTER (p.rank <= 30) AS among_the_first_30
FROM prospects AS p
JOIN companies AS c USING (company_id)
WHERE p.is_eligible AND p.unknown_pillars <> ''
GROUP BY p.icp, p.next_best_field
ORDER BY p.icp, prospects DESC;
