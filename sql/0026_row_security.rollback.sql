-- The roles stay: they are of the whole cluster, and other databases may use them.
DROP FUNCTION fairnotice.public_districts;
DROP FUNCTION fairnotice.public_mode;
DO $$
DECLARE
    secured record;
BEGIN
    FOR secured IN
        SELECT policies.tablename, policies.policyname FROM pg_policies AS policies
        WHERE policies.schemaname = 'fairnotice'
    LOOP
        EXECUTE format('DROP POLICY %I ON fairnotice.%I', secured.policyname, secured.tablename);
        EXECUTE format('ALTER TABLE fairnotice.%I DISABLE ROW LEVEL SECURITY', secured.tablename);
    END LOOP;
END
$$;
ALTER VIEW fairnotice.reply_waiting RESET (security_invoker);
ALTER VIEW fairnotice.finding_answer RESET (security_invoker);
REVOKE ALL ON ALL TABLES IN SCHEMA fairnotice
FROM fairnotice_public, fairnotice_operator, fairnotice_inspector, fairnotice_supervisor;
REVOKE ALL ON SCHEMA fairnotice
FROM fairnotice_public, fairnotice_operator, fairnotice_inspector, fairnotice_supervisor;
DROP FUNCTION fairnotice.own_districts;
DROP FUNCTION fairnotice.own_operator;
