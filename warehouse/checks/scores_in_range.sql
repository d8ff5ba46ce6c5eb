-- level: error
-- says: a score, tier or probability of a prospect is out of its range

SELECT icp, company_id, score, tier, p_win
FROM prospects
WHERE isnan(score) OR NOT (score BETWEEN 0 AND 100)
   OR isnan(p_win) OR NOT (p_win BETWEEN 0 AND 1)
   OR tier NOT IN ('A', 'B', 'C', 'D')
   OR NOT (p_money_lo BETWEEN 0 AND p_money AND p_money_hi BETWEEN p_money AND 1)
   OR NOT (p_authority_lo BETWEEN 0 AND p_authority AND p_authority_hi BETWEEN p_authority AND 1)
   OR NOT (p_need_lo BETWEEN 0 AND p_need AND p_need_hi BETWEEN p_need AND 1)
   OR (is_eligible AND (rank IS NULL OR rank < 1))
   OR (NOT is_eligible AND reject_reason IS NULL)
ORDER BY icp, company_id
