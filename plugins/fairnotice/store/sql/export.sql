-- name: map_of_scope
SELECT
    camera_id,
    name,
    mode,
    operator,
    operator_kind,
    site_id,
    site_class,
    jurisdiction,
    verdict,
    policy_verdict,
    breach_of_law,
    array_to_string(worst_rules, ' ') AS worst_rules,
    judged_on::text AS judged_on,
    last_observed_at::text AS last_observed_at,
    last_fault,
    st_asbinary(geom) AS point
FROM fairnotice.compliance_map
WHERE source = :scope OR (:scope = 'all' AND mode = 'regular')
ORDER BY camera_id;
