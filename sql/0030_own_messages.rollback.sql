DROP POLICY own_districts ON fairnotice.digest;
CREATE POLICY own_districts ON fairnotice.digest FOR SELECT TO fairnotice_inspector
USING (EXISTS (
    SELECT FROM fairnotice.alert AS told
    WHERE told.digest_id = digest.digest_id
));
DROP FUNCTION fairnotice.digest_lies_within;
