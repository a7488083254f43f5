-- Who may read which rows: the last wall, behind that of the API. What the program itself writes and reads as owner of
-- the tables is not concerned. The API takes on a role for each request's transaction and says whose it is.
-- depends: 0017_map_history 0018_accounts 0020_site_photos 0021_digests 0022_answers 0025_review_queue

-- The roles themselves are made before migrations, by store/sql/roles.sql.
GRANT USAGE ON SCHEMA fairnotice TO fairnotice_public, fairnotice_operator, fairnotice_inspector, fairnotice_supervisor;

-- Nothing where nobody said who asks.
CREATE FUNCTION fairnotice.own_districts() RETURNS text []
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('fairnotice.districts', true), ''), '{}')::text [];
COMMENT ON FUNCTION fairnotice.own_districts IS 'Districts whose cameras the inspector may see who makes the request.';

CREATE FUNCTION fairnotice.own_operator() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('fairnotice.operator_id', true), '');
COMMENT ON FUNCTION fairnotice.own_operator IS 'Operator whose cameras may be seen in this request.';

-- A policy is a filter of its own, so that the planner may not use an index by an operator that could tell of hidden
-- rows. Whoever may see all rows has a role of their own, whose policy is folded away.
DO $$
DECLARE
    of_district constant text := 'district_id = ANY ((SELECT fairnotice.own_districts())::text [])';
    of_operator constant text := 'operator_id = (SELECT fairnotice.own_operator())';
    of_camera constant text :=
        'EXISTS (SELECT FROM fairnotice.camera AS seen WHERE seen.camera_id = %1$I.%2$I)';
    of_site constant text := 'EXISTS (SELECT FROM fairnotice.camera AS seen WHERE seen.site_id = %1$I.site_id)';
    rule record;
BEGIN
    FOR rule IN
        SELECT * FROM (VALUES
            ('camera', of_district, of_operator),
            ('camera_shown', of_district, of_operator),
            ('camera_shown_was', of_district, of_operator),
            ('map_cell', of_district, NULL),
            ('map_cell_change', of_district, NULL),
            ('review_item', of_district, NULL),
            -- Counts name no camera; an operator is told its own.
            ('shown_total', 'true', 'facet = ''operator'' AND value = (SELECT fairnotice.own_operator())'),
            ('shown_total_change', 'true', 'facet = ''operator'' AND value = (SELECT fairnotice.own_operator())'),
            ('operator', 'true', of_operator),
            ('finding', format(of_camera, 'finding', 'camera_id'), format(of_camera, 'finding', 'camera_id')),
            ('finding_event', format(of_camera, 'finding_event', 'camera_id'), format(of_camera, 'finding_event', 'camera_id')),
            ('observation', format(of_camera, 'observation', 'camera_id'), format(of_camera, 'observation', 'camera_id')),
            ('camera_health', format(of_camera, 'camera_health', 'camera_id'), format(of_camera, 'camera_health', 'camera_id')),
            ('camera_view', format(of_camera, 'camera_view', 'camera_id'), NULL),
            ('camera_move', format(of_camera, 'camera_move', 'camera_id'), NULL),
            ('exemption_claim', format(of_camera, 'exemption_claim', 'camera_id'), format(of_camera, 'exemption_claim', 'camera_id')),
            ('sampling_demand', format(of_camera, 'sampling_demand', 'camera_id'), NULL),
            ('look_request', format(of_camera, 'look_request', 'camera_id'), NULL),
            ('review', format(of_camera, 'review', 'camera_id'), NULL),
            ('alert', format(of_camera, 'alert', 'camera_id'), of_operator),
            ('reply_finding', format(of_camera, 'reply_finding', 'camera_id'), format(of_camera, 'reply_finding', 'camera_id')),
            ('reply', format(of_site, 'reply'), of_operator),
            ('digest', 'EXISTS (SELECT FROM fairnotice.alert AS told WHERE told.digest_id = digest.digest_id)', of_operator),
            ('delivery', 'EXISTS (SELECT FROM fairnotice.digest AS one WHERE one.digest_id = delivery.digest_id)', NULL),
            ('site_visit', format(of_site, 'site_visit'), NULL),
            ('site_photo', format(of_site, 'site_photo'), format(of_site, 'site_photo')),
            ('analytics_reading', format(of_camera, 'analytics_reading', 'device_id'), format(of_camera, 'analytics_reading', 'device_id')),
            ('analytics_scan', format(of_camera, 'analytics_scan', 'device_id'), format(of_camera, 'analytics_scan', 'device_id')),
            (
                'evidence',
                $evidence$
                EXISTS (SELECT FROM fairnotice.finding AS rests WHERE rests.evidence @> ARRAY[evidence.sha256])
                OR EXISTS (SELECT FROM fairnotice.observation AS seen WHERE seen.evidence_sha256 = evidence.sha256)
                OR EXISTS (SELECT FROM fairnotice.site_photo AS photo WHERE photo.evidence_sha256 = evidence.sha256)
                $evidence$,
                $evidence$
                EXISTS (SELECT FROM fairnotice.finding AS rests WHERE rests.evidence @> ARRAY[evidence.sha256])
                OR EXISTS (SELECT FROM fairnotice.observation AS seen WHERE seen.evidence_sha256 = evidence.sha256)
                $evidence$
            )
        ) AS listed (name, inspector, operator)
    LOOP
        EXECUTE format('ALTER TABLE fairnotice.%I ENABLE ROW LEVEL SECURITY', rule.name);
        EXECUTE format('GRANT SELECT ON fairnotice.%I TO fairnotice_supervisor, fairnotice_inspector', rule.name);
        EXECUTE format(
            'CREATE POLICY everything ON fairnotice.%I FOR SELECT TO fairnotice_supervisor USING (true)', rule.name
        );
        EXECUTE format(
            'CREATE POLICY own_districts ON fairnotice.%I FOR SELECT TO fairnotice_inspector USING (%s)',
            rule.name, rule.inspector
        );
        IF rule.operator IS NOT NULL THEN
            EXECUTE format('GRANT SELECT ON fairnotice.%I TO fairnotice_operator', rule.name);
            EXECUTE format(
                'CREATE POLICY own_cameras ON fairnotice.%I FOR SELECT TO fairnotice_operator USING (%s)',
                rule.name, rule.operator
            );
        END IF;
    END LOOP;
END
$$;

-- What is about nobody's single camera.
GRANT SELECT ON
fairnotice.registry_source, fairnotice.audit, fairnotice.data_change, fairnotice.map_history, fairnotice.district,
fairnotice.district_part, fairnotice.district_outline
TO fairnotice_operator, fairnotice_inspector, fairnotice_supervisor;
GRANT SELECT ON
fairnotice.audit_manifest, fairnotice.finding_chain, fairnotice.maintenance, fairnotice.mute, fairnotice.site_code,
fairnotice.inspection_pace
TO fairnotice_inspector, fairnotice_supervisor;
GRANT SELECT ON fairnotice.map_cell TO fairnotice_operator;
CREATE POLICY nothing_of_others ON fairnotice.map_cell FOR SELECT TO fairnotice_operator USING (false);

-- These show what the rows beneath them may show. The maps for QGIS show everything, to their own role alone.
ALTER VIEW fairnotice.finding_answer SET (security_invoker = true);
ALTER VIEW fairnotice.reply_waiting SET (security_invoker = true);
GRANT SELECT ON fairnotice.finding_answer, fairnotice.reply_waiting TO fairnotice_inspector, fairnotice_supervisor;
GRANT SELECT ON fairnotice.finding_answer, fairnotice.site_code TO fairnotice_operator;

-- Of which cameras the public is told: what is real before what is simulated, and never both.
CREATE FUNCTION fairnotice.public_mode() RETURNS text
LANGUAGE sql STABLE SET search_path = fairnotice, public, pg_temp AS $$
    SELECT source.mode
    FROM registry_source AS source
    WHERE source.mode <> 'exercise' AND EXISTS (SELECT FROM shown_total AS total WHERE total.source = source.source)
    ORDER BY source.mode
    LIMIT 1
$$;
REVOKE EXECUTE ON FUNCTION fairnotice.public_mode FROM public;

-- All that the public is told: counts of districts with enough cameras for none of them to be made out. There is no
-- total beside them from which a small district's could be had by subtraction.
CREATE FUNCTION fairnotice.public_districts(fewest integer DEFAULT 5) RETURNS TABLE (
    mode text, audited_at timestamptz, district_id text, name text, names jsonb, fail bigint, review bigint,
    unknown bigint, pass bigint, not_applicable bigint
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
    SELECT
        shown.mode,
        (SELECT max(audit.window_start) FROM audit WHERE audit.mode = shown.mode AND audit.finished_at IS NOT NULL),
        district.district_id,
        district.name,
        district.names,
        sum(total.fail),
        sum(total.review),
        sum(total.unknown),
        sum(total.pass),
        sum(total.not_applicable)
    FROM (SELECT public_mode() AS mode) AS shown
    INNER JOIN registry_source AS source ON shown.mode = source.mode
    INNER JOIN shown_total AS total ON total.facet = 'district' AND source.source = total.source
    INNER JOIN district ON total.value = district.district_id
    GROUP BY shown.mode, district.district_id
    HAVING
        sum(total.fail + total.review + total.unknown + total.pass + total.not_applicable)
        >= greatest(public_districts.fewest, 5)
    ORDER BY district.name, district.district_id
$$;
REVOKE EXECUTE ON FUNCTION fairnotice.public_districts FROM public;
GRANT EXECUTE ON FUNCTION fairnotice.public_districts
TO fairnotice_public, fairnotice_operator, fairnotice_inspector, fairnotice_supervisor;

-- What works with the owner's rights is called by triggers and by the owner, and by nobody else.
DO $$
DECLARE
    work regprocedure;
BEGIN
    FOR work IN
        SELECT process.oid FROM pg_proc AS process
        WHERE
            process.pronamespace = 'fairnotice'::regnamespace AND process.prosecdef
            AND process.prorettype <> 'trigger'::regtype AND process.proname <> 'public_districts'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM public', work);
    END LOOP;
END
$$;
