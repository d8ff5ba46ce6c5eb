-- Where does a sales trip pay? Eligible prospects and A/B tiers by country, region and industry.
SELECT p.icp, c.country, c.region, c.industry_name, count(*) AS prospects,
       count(*) FILTER (p.tier = 'A') AS tier_a, count(*) FILTER (p.tier = 'B') AS tier_b,
       round(sum(p.p_win), 2) AS expected_wins
FROM prospects AS p
JOIN companies AS c USING (company_id)
WHERE p.is_eligible
GROUP BY p.icp, c.country, c.region, c.industry_name
ORDER BY expected_wins DESC, c.country, c.region, c.industry_name;
