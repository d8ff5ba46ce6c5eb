-- level: error
-- says: rows come from a source that the table sources does not know, so nothing says on what terms we may use them

SELECT DISTINCT r.source FROM (SELECT source FROM listings UNION SELECT source FROM claims) AS r
ANTI JOIN sources AS s ON s.source = r.source
ORDER BY r.source
