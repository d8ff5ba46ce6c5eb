-- level: error
-- says: a row is still there although its company, name or address is suppressed

SELECT table_name, key FROM temp.suppressed_rows ORDER BY table_name, key
