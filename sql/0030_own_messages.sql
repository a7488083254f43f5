-- A message tells an inspector of districts nothing of others: it is shown where all that it tells lies in the own.
-- depends: 0026_row_security 0029_oidc

CREATE FUNCTION fairnotice.digest_lies_within(digest_id uuid, districts text []) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
    SELECT coalesce(bool_and(EXISTS (
        SELECT FROM camera
        WHERE
            (camera.camera_id = told.camera_id OR (told.camera_id IS NULL AND camera.site_id = told.site_id))
            AND camera.district_id = ANY (digest_lies_within.districts)
    )), false)
    FROM alert AS told
    WHERE told.digest_id = digest_lies_within.digest_id
$$;
REVOKE EXECUTE ON FUNCTION fairnotice.digest_lies_within FROM public;
GRANT EXECUTE ON FUNCTION fairnotice.digest_lies_within TO fairnotice_inspector;

DROP POLICY own_districts ON fairnotice.digest;
CREATE POLICY own_districts ON fairnotice.digest FOR SELECT TO fairnotice_inspector
USING (fairnotice.digest_lies_within(digest_id, (SELECT fairnotice.own_districts())::text []));
