-- level: error
-- says: a person's data is kept without a lawful basis on the row

SELECT 'listings' AS in_table, listing_id AS key FROM listings
WHERE lawful_basis IS NULL AND contact_name IS NOT NULL
UNION ALL
SELECT 'contacts', contact_id FROM contacts
WHERE lawful_basis IS NULL AND (name IS NOT NULL OR is_role_address = false AND email IS NOT NULL)
ORDER BY in_table, key
