-- Whether somebody may see a piece of evidence is found out by its hash. A policy alone would look through all
-- findings, since the index of their evidence is by an operator that might tell of hidden rows.
-- These look as the owner does, by index, and tell only of whoever asks whether it is theirs. OFFSET 0 lets the planner
-- look for the hash first: it cannot know how rare one is, and would look through an operator's cameras instead.
-- depends: 0026_row_security

CREATE FUNCTION fairnotice.is_evidence_of_own_districts(of_sha256 text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = fairnotice, pg_temp AS $$
    SELECT
        EXISTS (
            SELECT FROM (SELECT camera_id FROM finding WHERE evidence @> ARRAY[of_sha256] OFFSET 0) AS rests
            INNER JOIN camera USING (camera_id)
            WHERE camera.district_id = ANY (own_districts())
        )
        OR EXISTS (
            SELECT FROM observation
            INNER JOIN camera USING (camera_id)
            WHERE observation.evidence_sha256 = of_sha256 AND camera.district_id = ANY (own_districts())
        )
        OR EXISTS (
            SELECT FROM site_photo
            INNER JOIN camera USING (site_id)
            WHERE site_photo.evidence_sha256 = of_sha256 AND camera.district_id = ANY (own_districts())
        )
$$;

CREATE FUNCTION fairnotice.is_evidence_of_own_cameras(of_sha256 text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = fairnotice, pg_temp AS $$
    SELECT
        EXISTS (
            SELECT FROM (SELECT camera_id FROM finding WHERE evidence @> ARRAY[of_sha256] OFFSET 0) AS rests
            INNER JOIN camera USING (camera_id)
            WHERE camera.operator_id = own_operator()
        )
        OR EXISTS (
            SELECT FROM observation
            INNER JOIN camera USING (camera_id)
            WHERE observation.evidence_sha256 = of_sha256 AND camera.operator_id = own_operator()
        )
        OR EXISTS (
            SELECT FROM reply
            WHERE reply.operator_id = own_operator() AND reply.evidence @> ARRAY[of_sha256]
        )
$$;

REVOKE EXECUTE ON FUNCTION fairnotice.is_evidence_of_own_districts, fairnotice.is_evidence_of_own_cameras FROM public;
GRANT EXECUTE ON FUNCTION fairnotice.is_evidence_of_own_districts TO fairnotice_inspector;
GRANT EXECUTE ON FUNCTION fairnotice.is_evidence_of_own_cameras TO fairnotice_operator;

ALTER POLICY own_districts ON fairnotice.evidence USING (fairnotice.is_evidence_of_own_districts(sha256));
ALTER POLICY own_cameras ON fairnotice.evidence USING (fairnotice.is_evidence_of_own_cameras(sha256));
