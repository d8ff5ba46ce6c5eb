-- level: error
-- says: golden chose a claim that does not exist or states no value

SELECT g.company_id, g.field, g.claim_id
FROM golden AS g LEFT JOIN claims AS k ON k.claim_id = g.claim_id
WHERE k.claim_id IS NULL OR k.value IS NULL OR k.company_id IS DISTINCT FROM g.company_id
ORDER BY g.company_id, g.field
