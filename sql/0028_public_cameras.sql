-- Single cameras for everybody, where the authority publishes them: where each stands and what was found, no evidence.
-- depends: 0027_own_evidence

-- Whom a home belongs to is nobody's business: cameras of households, at entrances of homes and in private rooms are
-- never told, nor is one of which neither the kind of place nor that of its operator is known. A breach is told once an
-- inspector has confirmed it, and is 'looked into' until then. Places are told to some ten metres.
CREATE FUNCTION fairnotice.public_cameras(after text DEFAULT '', most integer DEFAULT 1000) RETURNS TABLE (
    mode text, camera_id text, lon double precision, lat double precision, site_class text, told text, rules jsonb
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
    SELECT
        shown.mode,
        camera.camera_id,
        round(st_x(place.geom)::numeric, 4)::double precision,
        round(st_y(place.geom)::numeric, 4)::double precision,
        camera.site_class,
        CASE
            WHEN confirmed.rules IS NOT NULL THEN 'breach'
            WHEN camera.verdict IN ('fail', 'review') THEN 'looked_into'
            ELSE camera.verdict
        END,
        coalesce(confirmed.rules, '[]')
    FROM (SELECT public_mode() AS mode) AS shown
    INNER JOIN registry_source AS source ON shown.mode = source.mode
    INNER JOIN camera_shown AS camera ON source.source = camera.source
    LEFT JOIN operator ON camera.operator_id = operator.operator_id
    CROSS JOIN LATERAL (SELECT st_transform(camera.geom_3857, 4326) AS geom) AS place
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(
            jsonb_build_object('rule_id', finding.rule_id, 'title', finding.title, 'since', finding.since)
            ORDER BY finding.rule_id
        ) AS rules
        FROM finding
        WHERE
            finding.camera_id = camera.camera_id AND finding.breach_of_law
            AND EXISTS (
                SELECT FROM review
                WHERE
                    review.camera_id = finding.camera_id AND review.rule_id = finding.rule_id
                    AND review.decision = 'confirm' AND review.verdict = 'fail'
                    AND review.decided_at >= finding.since
                    AND (review.until IS NULL OR review.until >= current_date)
            )
    ) AS confirmed ON camera.breach_of_law
    WHERE
        camera.camera_id > public_cameras.after
        AND operator.kind IS DISTINCT FROM 'household' AND camera.site_class NOT IN ('residence_entrance', 'private_room')
        AND NOT (coalesce(operator.kind, 'unknown') = 'unknown' AND camera.site_class = 'unknown')
    ORDER BY camera.camera_id
    LIMIT least(greatest(public_cameras.most, 1), 5001)
$$;
REVOKE EXECUTE ON FUNCTION fairnotice.public_cameras FROM public;
GRANT EXECUTE ON FUNCTION fairnotice.public_cameras
TO fairnotice_public, fairnotice_operator, fairnotice_inspector, fairnotice_supervisor;
