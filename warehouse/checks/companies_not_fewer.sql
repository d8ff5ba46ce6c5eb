-- level: warning
-- says: there are fewer than 70 % of the companies of the snapshot before

SELECT now.row_count AS companies_now, y.row_count AS companies_before
FROM (SELECT count(*) AS row_count FROM companies) AS now
JOIN temp.yesterday AS y ON y.table_name = 'companies'
WHERE now.row_count < 0.7 * y.row_count
