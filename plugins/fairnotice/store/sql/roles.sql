-- The roles that requests take on. They are of the whole cluster, so that a restored database may come to one without
-- them, and another database may be making them at this moment. To be repeated at will.
DO $$
DECLARE
    wanted text;
    tries integer;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[
        'fairnotice_public', 'fairnotice_operator', 'fairnotice_inspector', 'fairnotice_supervisor'
    ] LOOP
        tries := 0;
        LOOP
            tries := tries + 1;
            BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
                END IF;
                IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
                    EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
                END IF;
                EXIT;
            EXCEPTION
                WHEN duplicate_object OR unique_violation OR internal_error THEN
                    IF tries = 20 THEN
                        RAISE;
                    END IF;
                    PERFORM pg_sleep(0.05 * tries);
                WHEN insufficient_privilege THEN
                    RAISE EXCEPTION 'the database user % may not make the role %', current_user, wanted USING
                        ERRCODE = 'insufficient_privilege',
                        HINT = format(
                            'As a superuser, run for each of fairnotice_public, fairnotice_operator, '
                            'fairnotice_inspector, fairnotice_supervisor: CREATE ROLE %I NOLOGIN; GRANT %I TO %I;',
                            wanted, wanted, current_user
                        );
            END;
        END LOOP;
    END LOOP;
END
$$;
