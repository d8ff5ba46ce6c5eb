-- level: error
-- says: companies contradict the numbers that their listings bear (PROSPECTS_CANARY_FLOOR is the limit)

SELECT canary, share, floor, message
FROM canaries
WHERE partition = (SELECT max(partition) FROM canaries) AND share < floor
ORDER BY canary
