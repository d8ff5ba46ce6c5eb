-- level: error
-- says: a row lacks a part of its key

SELECT 'companies' AS in_table, display_name AS beside FROM companies WHERE company_id IS NULL
UNION ALL SELECT 'listings', name FROM listings WHERE listing_id IS NULL
UNION ALL SELECT 'claims', value FROM claims WHERE claim_id IS NULL
UNION ALL SELECT 'golden', company_id FROM golden WHERE company_id IS NULL OR field IS NULL
UNION ALL SELECT 'contacts', company_id FROM contacts WHERE contact_id IS NULL
UNION ALL SELECT 'signals', title FROM signals WHERE signal_id IS NULL
UNION ALL SELECT 'locations', street FROM locations WHERE location_id IS NULL
UNION ALL SELECT 'prospects', company_id FROM prospects WHERE icp IS NULL OR company_id IS NULL
UNION ALL
SELECT 'score_reasons', text FROM score_reasons
WHERE icp IS NULL OR company_id IS NULL OR position IS NULL OR points IS NULL
UNION ALL SELECT 'sources', title FROM sources WHERE source IS NULL
