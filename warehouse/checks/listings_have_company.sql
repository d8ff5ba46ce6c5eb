-- level: error
-- says: a listing belongs to no company of the table companies

SELECT l.listing_id, l.source, l.company_id
FROM listings AS l ANTI JOIN companies AS c ON c.company_id = l.company_id
ORDER BY l.listing_id
