-- level: warning
-- says: a match says otherwise than the companies of its two listings

SELECT m.listing_a, m.listing_b, m.is_same
FROM matches AS m
JOIN listings AS la ON la.listing_id = m.listing_a
JOIN listings AS lb ON lb.listing_id = m.listing_b
WHERE m.is_same IS DISTINCT FROM (la.company_id = lb.company_id)
ORDER BY m.listing_a, m.listing_b
