-- Which source earns its place? Listings, companies that no other source has, and the good prospects among them.
WITH listed AS (
    SELECT l.source, l.company_id, count(*) AS listings, any_value(c.source_count) AS source_count
    FROM listings AS l JOIN companies AS c USING (company_id)
    GROUP BY l.source, l.company_id
),
best AS (
    SELECT company_id, max(score) AS score, bool_or(is_eligible AND tier IN ('A', 'B')) AS is_good
    FROM prospects GROUP BY company_id
)
SELECT h.source, h.state, sum(d.listings)::BIGINT AS listings, count(d.company_id) AS companies,
       count(*) FILTER (d.source_count = 1) AS companies_found_here_alone,
       count(*) FILTER (b.is_good) AS good_prospects,
       count(*) FILTER (b.is_good AND d.source_count = 1) AS good_prospects_found_here_alone
FROM source_health AS h
LEFT JOIN listed AS d USING (source)
LEFT JOIN best AS b USING (company_id)
GROUP BY h.source, h.state
ORDER BY good_prospects_found_here_alone DESC, companies DESC, h.source;
