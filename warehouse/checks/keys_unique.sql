-- level: error
-- says: two rows of a table have the same key

SELECT 'companies' AS in_table, company_id AS key FROM companies GROUP BY company_id HAVING count(*) > 1
UNION ALL
SELECT 'listings', listing_id FROM listings GROUP BY listing_id HAVING count(*) > 1
UNION ALL
SELECT 'locations', location_id FROM locations GROUP BY location_id HAVING count(*) > 1
UNION ALL
SELECT 'groups', company_id FROM groups GROUP BY company_id HAVING count(*) > 1
UNION ALL
SELECT 'claims', claim_id FROM claims GROUP BY claim_id HAVING count(*) > 1
UNION ALL
SELECT 'golden', company_id || ' ' || field FROM golden GROUP BY company_id, field HAVING count(*) > 1
UNION ALL
SELECT 'contacts', contact_id FROM contacts GROUP BY contact_id HAVING count(*) > 1
UNION ALL
SELECT 'signals', signal_id FROM signals GROUP BY signal_id HAVING count(*) > 1
UNION ALL
SELECT 'prospects', icp || ' ' || company_id FROM prospects GROUP BY icp, company_id HAVING count(*) > 1
UNION ALL
SELECT 'score_reasons', concat_ws(' ', icp, company_id, position) FROM score_reasons
GROUP BY icp, company_id, position HAVING count(*) > 1
UNION ALL
SELECT 'lifecycle', company_id FROM lifecycle GROUP BY company_id HAVING count(*) > 1
UNION ALL
SELECT 'changes', concat_ws(' ', kind, icp, company_id) FROM changes
GROUP BY kind, icp, company_id HAVING count(*) > 1
UNION ALL
SELECT 'company_ids', old_company_id FROM company_ids GROUP BY old_company_id HAVING count(*) > 1
UNION ALL
SELECT 'company_events', event_id FROM company_events GROUP BY event_id HAVING count(*) > 1
UNION ALL
SELECT 'canaries', concat_ws(' ', partition, canary) FROM canaries GROUP BY partition, canary HAVING count(*) > 1
UNION ALL
SELECT 'matches', listing_a || ' ' || listing_b FROM matches GROUP BY listing_a, listing_b HAVING count(*) > 1
UNION ALL
SELECT 'review_queue', listing_a || ' ' || listing_b FROM review_queue
GROUP BY listing_a, listing_b HAVING count(*) > 1
UNION ALL
SELECT 'sources', source FROM sources GROUP BY source HAVING count(*) > 1
