-- level: error
-- says: a claim does not say which page states it and when that page was fetched

SELECT claim_id, source, field
FROM claims
WHERE url IS NULL OR page_sha256 IS NULL OR retrieved_at IS NULL OR source IS NULL
ORDER BY claim_id
