-- The map of a million cameras, now and as it stood on any day since: what is shown of each camera with all that it is
-- filtered by, counts in cells and in sum, and every former state of them, stored as changes.
-- depends: 0016_districts

-- The day on which a change of what is shown is written down. A session may set another by fairnotice.today, as tests
-- and benchmarks do to write the history of many days; nothing but the history of the map goes by it.
CREATE FUNCTION fairnotice.today() RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(nullif(current_setting('fairnotice.today', true), '')::date, (now() AT TIME ZONE 'UTC')::date);

-- As before, but not strict: a strict one is called for each row and not written into the statement, and each call
-- takes longer than all else that is done with a row.
CREATE OR REPLACE FUNCTION fairnotice.is_policy(force text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN force IN ('policy', 'draft', 'superseded_draft', 'repealed');

CREATE TABLE fairnotice.map_history (
    is_it boolean PRIMARY KEY DEFAULT true CHECK (is_it),
    begins date NOT NULL
);
COMMENT ON TABLE fairnotice.map_history IS 'One row: the first day whose end the map can be shown as of.';
INSERT INTO fairnotice.map_history (begins) VALUES (fairnotice.today());

-- Cells are numbered along a Z-order curve, so that those of any tile follow each other: at a level of 2^level cells a
-- side a cell's number is that of its finest cells without the last 2 * (26 - level) bits.
CREATE FUNCTION fairnotice.spread_bits(n bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    n := (n | (n << 16)) & 281470681808895;
    n := (n | (n << 8)) & 71777214294589695;
    n := (n | (n << 4)) & 1085102592571150095;
    n := (n | (n << 2)) & 3689348814741910323;
    RETURN (n | (n << 1)) & 6148914691236517205;
END
$$;

CREATE FUNCTION fairnotice.cell_number(x bigint, y bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN fairnotice.spread_bits(x) | (fairnotice.spread_bits(y) << 1);

CREATE FUNCTION fairnotice.finest_cell(place geometry) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN fairnotice.cell_number(fairnotice.cell_of(st_x(place), 26), fairnotice.cell_of(-st_y(place), 26));
COMMENT ON FUNCTION fairnotice.finest_cell IS 'Number of the cell of level 26 around a place in EPSG:3857.';

-- What is shown of each camera ------------------------------------------------------------------------

DROP TRIGGER count_in_cells_after_insert ON fairnotice.camera_shown;
DROP TRIGGER count_in_cells_after_update ON fairnotice.camera_shown;
DROP TRIGGER count_in_cells_after_delete ON fairnotice.camera_shown;
DROP FUNCTION fairnotice.count_in_cells;
DROP INDEX fairnotice.camera_shown_place;
DROP INDEX fairnotice.camera_shown_operator;
DROP INDEX fairnotice.camera_shown_district;

ALTER TABLE fairnotice.camera_shown
ADD COLUMN jurisdiction text,
ADD COLUMN site_class text NOT NULL DEFAULT 'unknown',
ADD COLUMN attributes text [] NOT NULL DEFAULT '{}',
ADD COLUMN confidence real NOT NULL DEFAULT 0,
ADD COLUMN changed_on date,
ADD COLUMN cell bigint NOT NULL DEFAULT 0,
ADD COLUMN shown_since date NOT NULL DEFAULT fairnotice.today(),
-- Room in each page, so that what changes no indexed column stays where it is.
SET (fillfactor = 80);
COMMENT ON COLUMN fairnotice.camera_shown.attributes IS
'What its findings say that a configuration can or does tell people apart by: race, religion, ...';
COMMENT ON COLUMN fairnotice.camera_shown.confidence IS 'Of the finding that the verdict is of.';
COMMENT ON COLUMN fairnotice.camera_shown.changed_on IS 'Newest window in which a verdict of one of its rules changed.';
COMMENT ON COLUMN fairnotice.camera_shown.shown_since IS
'Day (UTC) since whose end this is shown; former states are in camera_shown_was. Confidence and changed_on have none.';

CREATE FUNCTION fairnotice.verdict_of_rank(rank double precision) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable'])[rank::integer];
COMMENT ON FUNCTION fairnotice.verdict_of_rank IS 'What verdict_rank turns into a number.';

CREATE FUNCTION fairnotice.names_a_classifier(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(reason, '') IN (
    'classifier_configured', 'related_attribute', 'capability_only', 'not_its_own_word', 'uncertain_term',
    'configured_before'
);
COMMENT ON FUNCTION fairnotice.names_a_classifier IS
'Whether a finding rests on a place of a configuration that names one.';

CREATE FUNCTION fairnotice.judged_of(camera_ids text []) RETURNS TABLE (
    camera_id text, verdict text, policy_verdict text, breach_of_law boolean, unknown_because text, attributes text [],
    confidence real, changed_on date
)
LANGUAGE sql STABLE AS $$
    SELECT
        asked.camera_id,
        coalesce(said.verdict, 'unknown'),
        fairnotice.verdict_of_rank(ruled.worst_of_policies),
        coalesce(ruled.breach_of_law, false),
        CASE WHEN coalesce(said.verdict, 'unknown') = 'unknown' THEN coalesce(ruled.because [4], 'not_judged') END,
        coalesce(found.attributes, '{}'),
        coalesce(-ruled.worst [2], 0),
        ruled.changed_on
    FROM unnest(judged_of.camera_ids) AS asked (camera_id)
    CROSS JOIN LATERAL (
        SELECT
            -- The worst verdict, and of those the most certain: the least of arrays, since sorting takes far longer.
            min(ARRAY[one.rank, -one.confidence]) FILTER (WHERE one.decisive AND NOT one.is_policy) AS worst,
            min(one.rank) FILTER (WHERE one.decisive AND one.is_policy) AS worst_of_policies,
            bool_or(one.breach_of_law) AS breach_of_law,
            max(one.since) AS changed_on,
            min(ARRAY[
                CASE WHEN one.decisive THEN '0' ELSE '1' END,
                CASE WHEN fairnotice.says_little(one.code) THEN '1' ELSE '0' END,
                one.rule_id,
                one.code
            ]) FILTER (WHERE one.verdict = 'unknown' AND NOT one.is_policy) AS because,
            bool_or(fairnotice.names_a_classifier(one.code)) AS names_a_classifier
        FROM (
            SELECT
                finding.rule_id, finding.verdict, finding.confidence, finding.decisive, finding.breach_of_law,
                finding.since, fairnotice.verdict_rank(finding.verdict)::real AS rank,
                fairnotice.is_policy(finding.force) AS is_policy, finding.reasons -> 0 ->> 'code' AS code
            FROM fairnotice.finding
            WHERE finding.camera_id = asked.camera_id
            -- Each is worked out once.
            OFFSET 0
        ) AS one
    ) AS ruled
    CROSS JOIN LATERAL (SELECT fairnotice.verdict_of_rank(ruled.worst [1]) AS verdict) AS said
    -- Looked up for the few whose findings rest on it; the findings are written each night after what was read.
    CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT mention ->> 'category') AS attributes
        FROM (
            SELECT DISTINCT ON (reading.source) reading.source, reading.content_sha256
            FROM fairnotice.analytics_reading AS reading
            WHERE ruled.names_a_classifier AND reading.device_id = asked.camera_id
            ORDER BY reading.source, reading.window_date DESC
        ) AS newest
        INNER JOIN fairnotice.analytics_scan AS scan
            ON
                newest.source = scan.source AND newest.content_sha256 = scan.content_sha256
                AND scan.device_id = asked.camera_id
        CROSS JOIN LATERAL jsonb_array_elements(scan.mentions) AS mention
        WHERE mention ->> 'level' IN ('capability', 'configured', 'observed')
    ) AS found
$$;
COMMENT ON FUNCTION fairnotice.judged_of IS 'What a map shows of cameras as far as it comes from their findings.';

CREATE OR REPLACE FUNCTION fairnotice.shown_of(camera_ids text []) RETURNS SETOF fairnotice.camera_shown
LANGUAGE sql STABLE AS $$
    SELECT
        camera.camera_id,
        camera.source,
        camera.operator_id,
        camera.name,
        told.verdict,
        told.policy_verdict,
        told.breach_of_law,
        told.unknown_because,
        camera.geom_3857,
        camera.district_id,
        camera.jurisdiction,
        camera.site_class,
        told.attributes,
        told.confidence,
        told.changed_on,
        fairnotice.finest_cell(camera.geom_3857),
        fairnotice.today()
    FROM fairnotice.judged_of(camera_ids) AS told
    INNER JOIN fairnotice.camera ON told.camera_id = camera.camera_id
    WHERE camera.gone_since IS NULL
$$;

-- Security definer: whoever changes a finding or a camera may not write what is shown of it, nor see all of it.
CREATE OR REPLACE FUNCTION fairnotice.keep_shown(camera_ids text []) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    -- Whoever changes another finding of a camera meanwhile is waited for, so that the last one counts both.
    PERFORM FROM camera WHERE camera_id = ANY (camera_ids) ORDER BY camera_id FOR NO KEY UPDATE;
    DELETE FROM camera_shown USING camera
    WHERE camera_shown.camera_id = ANY (camera_ids) AND camera.camera_id = camera_shown.camera_id
        AND camera.gone_since IS NOT NULL;
    INSERT INTO camera_shown AS shown
    -- Those that differ only: even to find that nothing changed, a conflict locks its row. Nobody else changes them, since
    -- their cameras are locked.
    SELECT told.* FROM shown_of(camera_ids) AS told
    LEFT JOIN camera_shown AS shown ON told.camera_id = shown.camera_id
    WHERE
        (
            shown.confidence, shown.changed_on, shown.source, shown.operator_id, shown.name, shown.verdict,
            shown.policy_verdict, shown.breach_of_law, shown.unknown_because, shown.geom_3857, shown.district_id, shown.jurisdiction, shown.site_class,
            shown.attributes
        ) IS DISTINCT FROM (
            told.confidence, told.changed_on, told.source, told.operator_id, told.name, told.verdict,
            told.policy_verdict, told.breach_of_law, told.unknown_because, told.geom_3857, told.district_id,
            told.jurisdiction, told.site_class, told.attributes
        )
    ORDER BY told.camera_id
    ON CONFLICT (camera_id) DO UPDATE SET
    source = excluded.source, operator_id = excluded.operator_id, name = excluded.name, verdict = excluded.verdict,
    policy_verdict = excluded.policy_verdict, breach_of_law = excluded.breach_of_law,
    unknown_because = excluded.unknown_because, geom_3857 = excluded.geom_3857, district_id = excluded.district_id,
    jurisdiction = excluded.jurisdiction, site_class = excluded.site_class, attributes = excluded.attributes,
    confidence = excluded.confidence, changed_on = excluded.changed_on, cell = excluded.cell,
    shown_since = CASE
        WHEN (
            shown.source, shown.operator_id, shown.name, shown.verdict, shown.policy_verdict, shown.breach_of_law,
            shown.unknown_because, shown.geom_3857, shown.district_id, shown.jurisdiction, shown.site_class,
            shown.attributes
        ) IS DISTINCT FROM (
            excluded.source, excluded.operator_id, excluded.name, excluded.verdict, excluded.policy_verdict,
            excluded.breach_of_law, excluded.unknown_because, excluded.geom_3857, excluded.district_id,
            excluded.jurisdiction, excluded.site_class, excluded.attributes
        )
            THEN greatest(excluded.shown_since, shown.shown_since)
        ELSE shown.shown_since
    END;
END
$$;

-- As keep_shown, where findings alone have changed: what is shown of the camera itself stays as it is, and one that is
-- gone is not shown. Most changes alter no column that is indexed, and then no index is touched.
CREATE FUNCTION fairnotice.keep_judged(camera_ids text []) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM FROM camera WHERE camera_id = ANY (camera_ids) ORDER BY camera_id FOR NO KEY UPDATE;
    UPDATE camera_shown AS shown SET
        verdict = told.verdict, policy_verdict = told.policy_verdict, breach_of_law = told.breach_of_law,
        unknown_because = told.unknown_because, attributes = told.attributes, confidence = told.confidence,
        changed_on = told.changed_on,
        shown_since = CASE
            WHEN (
                shown.verdict, shown.policy_verdict, shown.breach_of_law, shown.unknown_because, shown.attributes
            ) IS DISTINCT FROM (
                told.verdict, told.policy_verdict, told.breach_of_law, told.unknown_because, told.attributes
            )
                THEN greatest(today(), shown.shown_since)
            ELSE shown.shown_since
        END
    FROM judged_of(camera_ids) AS told
    WHERE
        shown.camera_id = told.camera_id
        AND (
            shown.confidence, shown.changed_on, shown.verdict, shown.policy_verdict, shown.breach_of_law,
            shown.unknown_because, shown.attributes
        ) IS DISTINCT FROM (
            told.confidence, told.changed_on, told.verdict, told.policy_verdict, told.breach_of_law,
            told.unknown_because, told.attributes
        );
END
$$;

CREATE FUNCTION fairnotice.note_found_cameras() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_judged(array_agg(DISTINCT camera_id)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END
$$;

-- A judgement writes every finding anew; most say what they said before, and their cameras are not looked at.
CREATE FUNCTION fairnotice.note_judged_cameras() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_judged(array_agg(DISTINCT camera_id))
    -- A full join never compares each with each, however few there were when a session planned it.
    FROM changed FULL JOIN former USING (camera_id, rule_id)
    WHERE
        (changed.verdict, changed.force, changed.confidence, changed.since, changed.reasons -> 0 ->> 'code')
        IS DISTINCT FROM
        (former.verdict, former.force, former.confidence, former.since, former.reasons -> 0 ->> 'code')
        -- What the configuration says may have changed beside it.
        OR names_a_classifier(changed.reasons -> 0 ->> 'code')
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

DROP TRIGGER keep_shown_after_insert ON fairnotice.finding;
DROP TRIGGER keep_shown_after_update ON fairnotice.finding;
DROP TRIGGER keep_shown_after_delete ON fairnotice.finding;
CREATE TRIGGER keep_shown_after_insert AFTER INSERT ON fairnotice.finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_found_cameras();
CREATE TRIGGER keep_shown_after_update AFTER UPDATE ON fairnotice.finding
REFERENCING OLD TABLE AS former NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_judged_cameras();
CREATE TRIGGER keep_shown_after_delete AFTER DELETE ON fairnotice.finding
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_found_cameras();

-- Former states ----------------------------------------------------------------------------------------

CREATE TABLE fairnotice.camera_shown_was (
    camera_id text NOT NULL,
    shown_since date NOT NULL,
    shown_until date NOT NULL CHECK (shown_until > shown_since),
    source text NOT NULL,
    operator_id text,
    name text NOT NULL,
    verdict text NOT NULL,
    policy_verdict text,
    breach_of_law boolean NOT NULL,
    unknown_because text,
    geom_3857 geometry (POINT, 3857) NOT NULL,
    district_id text,
    jurisdiction text,
    site_class text NOT NULL,
    attributes text [] NOT NULL,
    cell bigint NOT NULL,
    PRIMARY KEY (camera_id, shown_until)
);
COMMENT ON TABLE fairnotice.camera_shown_was IS
'What was shown of cameras before: from the end of the day shown_since until that of the day before shown_until.';

-- In place of a foreign key, which would look for the camera of each former state anew: it is there, as camera_shown
-- has such a key.
CREATE FUNCTION fairnotice.forget_former_states() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    IF tg_op = 'TRUNCATE' THEN
        DELETE FROM camera_shown_was;
    ELSE
        DELETE FROM camera_shown_was USING gone WHERE camera_shown_was.camera_id = gone.camera_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER forget_former_states_after_delete AFTER DELETE ON fairnotice.camera
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.forget_former_states();
CREATE TRIGGER forget_former_states_after_truncate AFTER TRUNCATE ON fairnotice.camera
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.forget_former_states();

DROP FUNCTION fairnotice.compliance_tile;
DROP FUNCTION fairnotice.cells_of_tile;
DROP TABLE fairnotice.map_cell;
CREATE TABLE fairnotice.map_cell (
    district_id text NOT NULL,
    level smallint NOT NULL,
    cell bigint NOT NULL,
    source text NOT NULL,
    fail integer NOT NULL,
    review integer NOT NULL,
    unknown integer NOT NULL,
    pass integer NOT NULL,
    not_applicable integer NOT NULL,
    east bigint NOT NULL,
    north bigint NOT NULL,
    PRIMARY KEY (district_id, level, cell, source)
) WITH (fillfactor = 80);
COMMENT ON TABLE fairnotice.map_cell IS 'How many cameras of each verdict a cell holds, by source.';
COMMENT ON COLUMN fairnotice.map_cell.district_id IS
'"*": cameras of all districts, and of none; of single districts there are cells of the levels 8 and 12.';
COMMENT ON COLUMN fairnotice.map_cell.east IS
'Sum of the cameras'' coordinates in EPSG:3857, in metres, for their middle; north likewise.';

CREATE TABLE fairnotice.map_cell_change (
    LIKE fairnotice.map_cell,
    day date NOT NULL,
    PRIMARY KEY (district_id, level, cell, day, source)
) WITH (fillfactor = 80);
COMMENT ON TABLE fairnotice.map_cell_change IS
'What each day added to a cell: of a former day the map shows what a cell holds less what later days added.';

CREATE TABLE fairnotice.shown_total (
    facet text NOT NULL,
    value text NOT NULL,
    source text NOT NULL,
    unknown_because text NOT NULL,
    fail integer NOT NULL,
    review integer NOT NULL,
    unknown integer NOT NULL,
    pass integer NOT NULL,
    not_applicable integer NOT NULL,
    policy_fail integer NOT NULL,
    policy_review integer NOT NULL,
    breaches_of_law integer NOT NULL,
    PRIMARY KEY (facet, value, source, unknown_because)
) WITH (fillfactor = 80);
COMMENT ON TABLE fairnotice.shown_total IS
'How many cameras of each verdict there are: in all, and by district, operator, jurisdiction and class of site.';
COMMENT ON COLUMN fairnotice.shown_total.value IS 'Empty for all together, and for cameras of none.';
COMMENT ON COLUMN fairnotice.shown_total.unknown_because IS 'Empty for cameras that are not unknown.';

CREATE TABLE fairnotice.shown_total_change (
    LIKE fairnotice.shown_total,
    day date NOT NULL,
    PRIMARY KEY (facet, value, day, source, unknown_because)
) WITH (fillfactor = 80);
COMMENT ON TABLE fairnotice.shown_total_change IS 'What each day added to a total, but for those of operators.';

-- A camera as it was shown and as it is; NULL: not at all.
CREATE TYPE fairnotice.shown_change AS (was fairnotice.camera_shown, now fairnotice.camera_shown);

-- Whatever changes camera_shown, its former states and all counts follow in the same transaction.
-- Security definer, as keep_shown.
CREATE FUNCTION fairnotice.count_shown() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
DECLARE
    today constant date := today();
    changes shown_change [];
    empty_districts text [];
    empty_levels smallint [];
    empty_cells bigint [];
    empty_facets text [];
    empty_values text [];
BEGIN
    IF tg_op = 'INSERT' THEN
        SELECT array_agg(row(NULL, now_shown)::shown_change) INTO changes FROM now_shown;
    ELSIF tg_op = 'DELETE' THEN
        SELECT array_agg(row(was_shown, NULL)::shown_change) INTO changes FROM was_shown;
    ELSE
        -- A full join never compares each with each, however few there were when a session planned it.
        SELECT array_agg(row(was_shown, now_shown)::shown_change) INTO changes
        FROM now_shown FULL JOIN was_shown USING (camera_id)
        WHERE (
            now_shown.source, now_shown.operator_id, now_shown.name, now_shown.verdict, now_shown.policy_verdict,
            now_shown.breach_of_law, now_shown.unknown_because, now_shown.geom_3857, now_shown.district_id,
            now_shown.jurisdiction, now_shown.site_class, now_shown.attributes
        ) IS DISTINCT FROM (
            was_shown.source, was_shown.operator_id, was_shown.name, was_shown.verdict, was_shown.policy_verdict,
            was_shown.breach_of_law, was_shown.unknown_because, was_shown.geom_3857, was_shown.district_id,
            was_shown.jurisdiction, was_shown.site_class, was_shown.attributes
        );
    END IF;
    IF changes IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO camera_shown_was
    SELECT
        (was).camera_id, (was).shown_since, coalesce((now).shown_since, today), (was).source, (was).operator_id,
        (was).name, (was).verdict, (was).policy_verdict, (was).breach_of_law, (was).unknown_because, (was).geom_3857,
        (was).district_id, (was).jurisdiction, (was).site_class, (was).attributes, (was).cell
    FROM unnest(changes)
    WHERE coalesce((now).shown_since, today) > (was).shown_since;

    -- Each change touches the same few cells of the lowest zooms: two transactions would wait for one another. Held
    -- until the end, by an import of many cameras for minutes; so who writes cameras locks their rows before.
    PERFORM pg_advisory_xact_lock(hashtext('fairnotice.map_cell'));
    WITH changed AS MATERIALIZED (
        SELECT
            sign, (shown).cell >> 20 AS cell, (shown).source, (shown).operator_id, (shown).district_id,
            (shown).jurisdiction, (shown).site_class, (shown).verdict, (shown).policy_verdict, (shown).breach_of_law,
            coalesce((shown).unknown_because, '') AS unknown_because,
            round(st_x((shown).geom_3857)) AS east, round(st_y((shown).geom_3857)) AS north,
            -- A state is taken back on the day on which the next one holds; where there is none, today.
            coalesce((now).shown_since, greatest(today, (was).shown_since)) AS day
        FROM unnest(changes)
        CROSS JOIN LATERAL (VALUES (1, now), (-1, was)) AS signed (sign, shown)
        WHERE (shown).camera_id IS NOT NULL
    ),

    -- In the finest cells first: most change in nothing but the verdict, and stay where they are.
    fine AS (
        SELECT
            cell, district_id, source, day,
            coalesce(sum(sign) FILTER (WHERE verdict = 'fail'), 0) AS fail,
            coalesce(sum(sign) FILTER (WHERE verdict = 'review'), 0) AS review,
            coalesce(sum(sign) FILTER (WHERE verdict = 'unknown'), 0) AS unknown,
            coalesce(sum(sign) FILTER (WHERE verdict = 'pass'), 0) AS pass,
            coalesce(sum(sign) FILTER (WHERE verdict = 'not_applicable'), 0) AS not_applicable,
            sum(sign * east)::bigint AS east,
            sum(sign * north)::bigint AS north
        FROM changed
        GROUP BY cell, district_id, source, day
    ),

    cells AS MATERIALIZED (
        SELECT
            place.district_id, place.level, fine.cell >> (2 * (16 - place.level)) AS cell, fine.source,
            sum(fine.fail)::integer AS fail, sum(fine.review)::integer AS review, sum(fine.unknown)::integer AS unknown,
            sum(fine.pass)::integer AS pass, sum(fine.not_applicable)::integer AS not_applicable,
            sum(fine.east)::bigint AS east, sum(fine.north)::bigint AS north, fine.day
        FROM fine
        CROSS JOIN LATERAL (
            SELECT '*' AS district_id, level FROM unnest(ARRAY[4, 6, 8, 10, 12, 14, 16]::smallint []) AS level
            UNION ALL
            SELECT fine.district_id, level FROM unnest(ARRAY[8, 12]::smallint []) AS level
            WHERE fine.district_id IS NOT NULL
        ) AS place
        WHERE (fine.fail, fine.review, fine.unknown, fine.pass, fine.not_applicable, fine.east, fine.north)
            <> (0, 0, 0, 0, 0, 0, 0)
        GROUP BY 1, 2, 3, 4, fine.day
        ORDER BY 1, 2, 3, fine.day, 4
    ),

    -- Not by ON CONFLICT, here and below: it looks for each twice, and writes that it is locked before it is changed, or
    -- confirmed after it is added. Nobody else writes them meanwhile.
    noted_cells AS (
        UPDATE map_cell_change AS known SET
            fail = known.fail + cells.fail, review = known.review + cells.review,
            unknown = known.unknown + cells.unknown, pass = known.pass + cells.pass,
            not_applicable = known.not_applicable + cells.not_applicable,
            east = known.east + cells.east, north = known.north + cells.north
        FROM cells
        WHERE
            known.district_id = cells.district_id AND known.level = cells.level AND known.cell = cells.cell
            AND known.day = cells.day AND known.source = cells.source
        RETURNING known.district_id, known.level, known.cell, known.day, known.source
    ),

    new_cells AS (
        INSERT INTO map_cell_change
        SELECT * FROM cells
        WHERE (district_id, level, cell, day, source) NOT IN (
            SELECT district_id, level, cell, day, source FROM noted_cells
        )
    ),

    added AS MATERIALIZED (
        SELECT
            district_id, level, cell, source, sum(fail)::integer AS fail, sum(review)::integer AS review,
            sum(unknown)::integer AS unknown, sum(pass)::integer AS pass,
            sum(not_applicable)::integer AS not_applicable, sum(east)::bigint AS east, sum(north)::bigint AS north
        FROM cells
        GROUP BY district_id, level, cell, source
        ORDER BY district_id, level, cell, source
    ),

    kept_cells AS (
        UPDATE map_cell AS known SET
            fail = known.fail + added.fail, review = known.review + added.review,
            unknown = known.unknown + added.unknown, pass = known.pass + added.pass,
            not_applicable = known.not_applicable + added.not_applicable,
            east = known.east + added.east, north = known.north + added.north
        FROM added
        WHERE
            known.district_id = added.district_id AND known.level = added.level AND known.cell = added.cell
            AND known.source = added.source
        RETURNING
            known.district_id, known.level, known.cell, known.source,
            known.fail + known.review + known.unknown + known.pass + known.not_applicable = 0 AS is_empty
    ),

    begun_cells AS (
        INSERT INTO map_cell
        SELECT * FROM added
        WHERE (district_id, level, cell, source) NOT IN (SELECT district_id, level, cell, source FROM kept_cells)
    ),

    totals AS MATERIALIZED (
        SELECT
            facet.facet, coalesce(facet.value, '') AS value, changed.source, changed.unknown_because,
            coalesce(sum(sign) FILTER (WHERE verdict = 'fail'), 0)::integer AS fail,
            coalesce(sum(sign) FILTER (WHERE verdict = 'review'), 0)::integer AS review,
            coalesce(sum(sign) FILTER (WHERE verdict = 'unknown'), 0)::integer AS unknown,
            coalesce(sum(sign) FILTER (WHERE verdict = 'pass'), 0)::integer AS pass,
            coalesce(sum(sign) FILTER (WHERE verdict = 'not_applicable'), 0)::integer AS not_applicable,
            coalesce(sum(sign) FILTER (WHERE policy_verdict = 'fail'), 0)::integer AS policy_fail,
            coalesce(sum(sign) FILTER (WHERE policy_verdict = 'review'), 0)::integer AS policy_review,
            coalesce(sum(sign) FILTER (WHERE breach_of_law), 0)::integer AS breaches_of_law,
            changed.day
        FROM changed
        CROSS JOIN LATERAL (
            VALUES ('all', ''), ('district', district_id), ('operator', operator_id), ('jurisdiction', jurisdiction),
            ('site_class', site_class)
        ) AS facet (facet, value)
        GROUP BY 1, 2, 3, 4, changed.day
        ORDER BY 1, 2, 3, 4, changed.day
    ),

    moved AS MATERIALIZED (
        SELECT * FROM totals
        WHERE (fail, review, unknown, pass, not_applicable, policy_fail, policy_review, breaches_of_law)
            <> (0, 0, 0, 0, 0, 0, 0, 0)
    ),

    -- Of operators the present is kept alone: they are many, and a former day of one is counted quickly.
    noted_totals AS (
        UPDATE shown_total_change AS known SET
            fail = known.fail + moved.fail, review = known.review + moved.review,
            unknown = known.unknown + moved.unknown, pass = known.pass + moved.pass,
            not_applicable = known.not_applicable + moved.not_applicable,
            policy_fail = known.policy_fail + moved.policy_fail,
            policy_review = known.policy_review + moved.policy_review,
            breaches_of_law = known.breaches_of_law + moved.breaches_of_law
        FROM moved
        WHERE
            moved.facet <> 'operator' AND known.facet = moved.facet AND known.value = moved.value
            AND known.day = moved.day AND known.source = moved.source
            AND known.unknown_because = moved.unknown_because
        RETURNING known.facet, known.value, known.day, known.source, known.unknown_because
    ),

    new_totals AS (
        INSERT INTO shown_total_change
        SELECT * FROM moved
        WHERE
            facet <> 'operator'
            AND (facet, value, day, source, unknown_because) NOT IN (
                SELECT facet, value, day, source, unknown_because FROM noted_totals
            )
    ),

    summed AS MATERIALIZED (
        SELECT
            facet, value, source, unknown_because, sum(fail)::integer AS fail, sum(review)::integer AS review,
            sum(unknown)::integer AS unknown, sum(pass)::integer AS pass,
            sum(not_applicable)::integer AS not_applicable, sum(policy_fail)::integer AS policy_fail,
            sum(policy_review)::integer AS policy_review, sum(breaches_of_law)::integer AS breaches_of_law
        FROM moved
        GROUP BY facet, value, source, unknown_because
        ORDER BY facet, value, source, unknown_because
    ),

    kept_totals AS (
        UPDATE shown_total AS known SET
            fail = known.fail + summed.fail, review = known.review + summed.review,
            unknown = known.unknown + summed.unknown, pass = known.pass + summed.pass,
            not_applicable = known.not_applicable + summed.not_applicable,
            policy_fail = known.policy_fail + summed.policy_fail,
            policy_review = known.policy_review + summed.policy_review,
            breaches_of_law = known.breaches_of_law + summed.breaches_of_law
        FROM summed
        WHERE
            known.facet = summed.facet AND known.value = summed.value AND known.source = summed.source
            AND known.unknown_because = summed.unknown_because
        RETURNING
            known.facet, known.value, known.source, known.unknown_because,
            known.fail + known.review + known.unknown + known.pass + known.not_applicable = 0 AS is_empty
    ),

    begun_totals AS (
        INSERT INTO shown_total
        SELECT * FROM summed
        WHERE (facet, value, source, unknown_because) NOT IN (
            SELECT facet, value, source, unknown_because FROM kept_totals
        )
    ),

    empty_cell AS (SELECT * FROM kept_cells WHERE is_empty),

    empty_total AS (SELECT * FROM kept_totals WHERE is_empty)

    SELECT
        (SELECT array_agg(district_id) FROM empty_cell), (SELECT array_agg(level) FROM empty_cell),
        (SELECT array_agg(cell) FROM empty_cell), (SELECT array_agg(facet) FROM empty_total),
        (SELECT array_agg(value) FROM empty_total)
    INTO empty_districts, empty_levels, empty_cells, empty_facets, empty_values;
    IF empty_cells IS NOT NULL THEN
        DELETE FROM map_cell AS known
        USING unnest(empty_districts, empty_levels, empty_cells) AS less (district_id, level, cell)
        WHERE
            known.district_id = less.district_id AND known.level = less.level AND known.cell = less.cell
            AND known.fail + known.review + known.unknown + known.pass + known.not_applicable = 0;
    END IF;
    IF empty_facets IS NOT NULL THEN
        DELETE FROM shown_total AS known
        USING unnest(empty_facets, empty_values) AS less (facet, value)
        WHERE
            known.facet = less.facet AND known.value = less.value
            AND known.fail + known.review + known.unknown + known.pass + known.not_applicable = 0;
    END IF;
    RETURN NULL;
END
$$;

-- What is there already, some thousands at a time, before anything counts it.
DO $$
DECLARE
    reached text := '';
    chunk text [];
BEGIN
    LOOP
        SELECT array_agg(following.camera_id), max(following.camera_id) INTO chunk, reached FROM (
            SELECT camera_id FROM fairnotice.camera WHERE camera_id > reached ORDER BY camera_id LIMIT 20000
        ) AS following;
        EXIT WHEN chunk IS NULL;
        PERFORM fairnotice.keep_shown(chunk);
    END LOOP;
END
$$;
INSERT INTO fairnotice.map_cell
SELECT
    place.district_id,
    place.level,
    shown.cell >> (2 * (26 - place.level)) AS cell,
    shown.source,
    count(*) FILTER (WHERE shown.verdict = 'fail') AS fail,
    count(*) FILTER (WHERE shown.verdict = 'review') AS review,
    count(*) FILTER (WHERE shown.verdict = 'unknown') AS unknown,
    count(*) FILTER (WHERE shown.verdict = 'pass') AS pass,
    count(*) FILTER (WHERE shown.verdict = 'not_applicable') AS not_applicable,
    sum(round(st_x(shown.geom_3857))) AS east,
    sum(round(st_y(shown.geom_3857))) AS north
FROM fairnotice.camera_shown AS shown
CROSS JOIN
    LATERAL (
        SELECT
            '*' AS district_id,
            level
        FROM generate_series(4, 16, 2) AS level
        UNION ALL
        SELECT
            shown.district_id,
            level
        FROM unnest(ARRAY[8, 12]) AS level
        WHERE shown.district_id IS NOT NULL
    ) AS place
GROUP BY 1, 2, 3, 4;
INSERT INTO fairnotice.shown_total
SELECT
    facet.facet,
    coalesce(facet.value, '') AS value,
    shown.source,
    coalesce(shown.unknown_because, '') AS unknown_because,
    count(*) FILTER (WHERE shown.verdict = 'fail') AS fail,
    count(*) FILTER (WHERE shown.verdict = 'review') AS review,
    count(*) FILTER (WHERE shown.verdict = 'unknown') AS unknown,
    count(*) FILTER (WHERE shown.verdict = 'pass') AS pass,
    count(*) FILTER (WHERE shown.verdict = 'not_applicable') AS not_applicable,
    count(*) FILTER (WHERE shown.policy_verdict = 'fail') AS policy_fail,
    count(*) FILTER (WHERE shown.policy_verdict = 'review') AS policy_review,
    count(*) FILTER (WHERE shown.breach_of_law) AS breaches_of_law
FROM fairnotice.camera_shown AS shown
CROSS JOIN
    LATERAL (
        VALUES ('all', ''),
        ('district', shown.district_id),
        ('operator', shown.operator_id),
        ('jurisdiction', shown.jurisdiction),
        ('site_class', shown.site_class)
    ) AS facet (facet, value)
GROUP BY 1, 2, 3, 4;

CREATE TRIGGER count_shown_after_insert AFTER INSERT ON fairnotice.camera_shown
REFERENCING NEW TABLE AS now_shown FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.count_shown();
CREATE TRIGGER count_shown_after_update AFTER UPDATE ON fairnotice.camera_shown
REFERENCING OLD TABLE AS was_shown NEW TABLE AS now_shown
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.count_shown();
CREATE TRIGGER count_shown_after_delete AFTER DELETE ON fairnotice.camera_shown
REFERENCING OLD TABLE AS was_shown FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.count_shown();

-- Places are found by the verdict and the number of the cell, lists in the order in which they are read. Confidence and
-- changed_on have none: nearly every change of a finding alters them, and would have each index of the table written.
CREATE INDEX camera_shown_cell ON fairnotice.camera_shown (verdict, cell);
CREATE INDEX camera_shown_operator ON fairnotice.camera_shown (operator_id);
CREATE INDEX camera_shown_district ON fairnotice.camera_shown (district_id);
CREATE INDEX camera_shown_name ON fairnotice.camera_shown (name, camera_id);
CREATE INDEX camera_shown_attributes ON fairnotice.camera_shown USING gin (attributes) WHERE attributes <> '{}';
CREATE INDEX camera_shown_was_cell ON fairnotice.camera_shown_was (verdict, cell);
CREATE INDEX camera_shown_was_worst ON fairnotice.camera_shown_was (
    fairnotice.verdict_rank(verdict), coalesce(fairnotice.verdict_rank(policy_verdict), 9), name, camera_id
);
-- What has changed since a day, the newest first: new ones stand together at its end, where they are written cheaply.
CREATE INDEX finding_since ON fairnotice.finding (since, camera_id);
CREATE INDEX camera_health_failing ON fairnotice.camera_health (camera_id, fault, failing_since)
WHERE failing_since IS NOT NULL;
CREATE INDEX camera_gone ON fairnotice.camera (camera_id) WHERE gone_since IS NOT NULL;

-- Text is searched in what changes seldom. Where the server has no trigrams, or this role may not have them, a name is
-- found by its beginning only.
CREATE FUNCTION fairnotice.searchable(name text, camera_id text, site_id text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN name || ' ' || camera_id || ' ' || site_id;

DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX camera_text ON fairnotice.camera
    USING gin (fairnotice.searchable(name, camera_id, site_id) gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    CREATE INDEX camera_name ON fairnotice.camera (lower(name) text_pattern_ops);
END
$$;

CREATE FUNCTION fairnotice.cameras_named(wanted text, most integer DEFAULT 10001) RETURNS SETOF text
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    plain constant text := replace(replace(replace(wanted, '\', '\\'), '%', '\%'), '_', '\_');
    -- Two letters are no trigram, unless they are the first.
    pattern constant text := CASE WHEN char_length(wanted) < 3 THEN plain || '%' ELSE '%' || plain || '%' END;
    operators text [];
BEGIN
    operators := ARRAY(SELECT operator_id FROM fairnotice.operator WHERE name ILIKE pattern LIMIT 1000);
    IF to_regclass('fairnotice.camera_text') IS NOT NULL THEN
        RETURN QUERY
        SELECT found.camera_id FROM (
            SELECT camera.camera_id FROM fairnotice.camera
            WHERE fairnotice.searchable(camera.name, camera.camera_id, camera.site_id) ILIKE pattern
            UNION
            SELECT camera.camera_id FROM fairnotice.camera WHERE camera.operator_id = ANY (operators)
        ) AS found
        LIMIT most;
    ELSE
        RETURN QUERY
        SELECT found.camera_id FROM (
            SELECT camera.camera_id FROM fairnotice.camera WHERE lower(camera.name) LIKE lower(plain || '%')
            UNION
            SELECT camera.camera_id FROM fairnotice.camera WHERE camera.operator_id = ANY (operators)
            UNION
            SELECT camera.camera_id FROM fairnotice.camera WHERE wanted IN (camera.camera_id, camera.site_id)
        ) AS found
        LIMIT most;
    END IF;
END
$$;
COMMENT ON FUNCTION fairnotice.cameras_named IS 'Ids of cameras with a text in name, id, site or operator''s name.';

-- What is asked for -------------------------------------------------------------------------------------

-- What is NULL lets everything through; an empty string among operators or districts stands for none of them.
CREATE TYPE fairnotice.map_filter AS (
    verdicts text [],
    sources text [],
    operators text [],
    districts text [],
    jurisdictions text [],
    site_classes text [],
    attributes text [],
    rules text [],
    forces text [],
    without_frames boolean,
    min_confidence real,
    changed_since date,
    "text" text,
    on_day date,
    by_finding boolean,
    by_change boolean,
    -- Only those of which so many findings changed last.
    newest integer,
    -- Up to four ranges of finest cells, and a box in EPSG:3857.
    first_cells bigint [],
    last_cells bigint [],
    minx double precision,
    miny double precision,
    maxx double precision,
    maxy double precision
);

-- Immutable, so that the planner sees each filter's values: its dates are written as ISO 8601.
CREATE FUNCTION fairnotice.filter_of(given jsonb) RETURNS fairnotice.map_filter
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN jsonb_populate_record(NULL::fairnotice.map_filter, given);
END
$$;

CREATE FUNCTION fairnotice.passes(
    f fairnotice.map_filter, source text, operator_id text, district_id text, jurisdiction text, site_class text,
    attributes text [], cell bigint, place geometry
) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN
((f).sources IS NULL OR source = ANY ((f).sources))
AND (
    (f).operators IS NULL
    OR operator_id = ANY ((f).operators)
    OR (operator_id IS NULL AND '' = ANY ((f).operators))
)
AND (
    (f).districts IS NULL
    OR district_id = ANY ((f).districts)
    OR (district_id IS NULL AND '' = ANY ((f).districts))
)
AND (
    (f).jurisdictions IS NULL
    OR jurisdiction = ANY ((f).jurisdictions)
    OR (jurisdiction IS NULL AND '' = ANY ((f).jurisdictions))
)
AND ((f).site_classes IS NULL OR site_class = ANY ((f).site_classes))
AND ((f).attributes IS NULL OR (attributes && (f).attributes AND attributes <> '{}'))
AND (
    (f).first_cells IS NULL
    OR cell BETWEEN (f).first_cells[1] AND (f).last_cells[1]
    OR cell BETWEEN (f).first_cells[2] AND (f).last_cells[2]
    OR cell BETWEEN (f).first_cells[3] AND (f).last_cells[3]
    OR cell BETWEEN (f).first_cells[4] AND (f).last_cells[4]
)
AND (
    (f).minx IS NULL
    OR (st_x(place) BETWEEN (f).minx AND (f).maxx AND st_y(place) BETWEEN (f).miny AND (f).maxy)
);

-- Three parts of one answer, each to be read by its own indexes: what is shown now (of a former day: what has been
-- shown since before), what was shown then, and what some rules say.
CREATE FUNCTION fairnotice.selected_now(f fairnotice.map_filter) RETURNS TABLE (
    camera_id text, source text, operator_id text, name text, verdict text, policy_verdict text, policy_only boolean,
    breach_of_law boolean, unknown_because text, confidence real, changed_on date, district_id text,
    jurisdiction text, site_class text, attributes text [], cell bigint, geom_3857 geometry
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        shown.camera_id, shown.source, shown.operator_id, shown.name, shown.verdict, shown.policy_verdict, false,
        shown.breach_of_law, shown.unknown_because,
        CASE WHEN (f).on_day IS NULL THEN shown.confidence END,
        CASE WHEN (f).on_day IS NULL THEN shown.changed_on END,
        shown.district_id, shown.jurisdiction, shown.site_class, shown.attributes, shown.cell, shown.geom_3857
    FROM fairnotice.camera_shown AS shown
    WHERE
        (f).rules IS NULL AND (f).forces IS NULL
        AND ((f).on_day IS NULL OR shown.shown_since <= (f).on_day)
        AND shown.verdict
        = ANY (coalesce((f).verdicts, ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable']))
        AND fairnotice.passes(
            f, shown.source, shown.operator_id, shown.district_id, shown.jurisdiction, shown.site_class,
            shown.attributes, shown.cell, shown.geom_3857
        )
        AND ((f).min_confidence IS NULL OR shown.confidence >= (f).min_confidence)
        AND ((f).changed_since IS NULL OR shown.changed_on >= (f).changed_since)
        AND (
            (f).by_change IS NOT true
            OR shown.camera_id = ANY (ARRAY(
                SELECT finding.camera_id FROM fairnotice.finding WHERE finding.since >= (f).changed_since
            ))
        )
        -- Those that changed last, each of which comes before all others in the order of changed_on and camera_id.
        AND (
            (f).newest IS NULL
            OR shown.camera_id = ANY (ARRAY(
                SELECT finding.camera_id FROM fairnotice.finding
                ORDER BY finding.since DESC, finding.camera_id DESC LIMIT (f).newest
            ))
        )
        AND ((f).text IS NULL OR shown.camera_id = ANY (ARRAY(SELECT fairnotice.cameras_named((f).text))))
        AND (
            (f).without_frames IS NOT true
            OR EXISTS (
                SELECT FROM fairnotice.camera_health AS health
                WHERE health.camera_id = shown.camera_id AND health.failing_since IS NOT NULL
            )
        )
$$;

CREATE FUNCTION fairnotice.selected_was(f fairnotice.map_filter) RETURNS TABLE (
    camera_id text, source text, operator_id text, name text, verdict text, policy_verdict text, policy_only boolean,
    breach_of_law boolean, unknown_because text, confidence real, changed_on date, district_id text,
    jurisdiction text, site_class text, attributes text [], cell bigint, geom_3857 geometry
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        shown.camera_id, shown.source, shown.operator_id, shown.name, shown.verdict, shown.policy_verdict, false,
        shown.breach_of_law, shown.unknown_because, NULL::real, NULL::date, shown.district_id, shown.jurisdiction,
        shown.site_class, shown.attributes, shown.cell, shown.geom_3857
    FROM fairnotice.camera_shown_was AS shown
    WHERE
        (f).on_day IS NOT NULL AND (f).rules IS NULL AND (f).forces IS NULL
        AND shown.shown_since <= (f).on_day AND shown.shown_until > (f).on_day
        AND shown.verdict
        = ANY (coalesce((f).verdicts, ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable']))
        AND fairnotice.passes(
            f, shown.source, shown.operator_id, shown.district_id, shown.jurisdiction, shown.site_class,
            shown.attributes, shown.cell, shown.geom_3857
        )
        AND ((f).text IS NULL OR shown.camera_id = ANY (ARRAY(SELECT fairnotice.cameras_named((f).text))))
$$;

CREATE FUNCTION fairnotice.selected_by_rules(f fairnotice.map_filter) RETURNS TABLE (
    camera_id text, source text, operator_id text, name text, verdict text, policy_verdict text, policy_only boolean,
    breach_of_law boolean, unknown_because text, confidence real, changed_on date, district_id text,
    jurisdiction text, site_class text, attributes text [], cell bigint, geom_3857 geometry
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        shown.camera_id, shown.source, shown.operator_id, shown.name, coalesce(ruled.verdict, ruled.policy_verdict),
        ruled.policy_verdict, ruled.verdict IS NULL, ruled.breach_of_law,
        CASE
            WHEN coalesce(ruled.verdict, ruled.policy_verdict) = 'unknown' THEN coalesce(ruled.because, 'not_judged')
        END,
        ruled.confidence, ruled.changed_on, shown.district_id, shown.jurisdiction, shown.site_class,
        shown.attributes, shown.cell, shown.geom_3857
    FROM fairnotice.camera_shown AS shown
    INNER JOIN LATERAL (
        SELECT
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (WHERE NOT fairnotice.is_policy(finding.force))
            )[1] AS verdict,
            (
                array_agg(finding.verdict ORDER BY fairnotice.verdict_rank(finding.verdict))
                FILTER (WHERE fairnotice.is_policy(finding.force))
            )[1] AS policy_verdict,
            (
                array_agg(
                    finding.reasons -> 0 ->> 'code'
                    ORDER BY
                        fairnotice.is_policy(finding.force),
                        NOT finding.decisive,
                        fairnotice.says_little(finding.reasons -> 0 ->> 'code'),
                        finding.rule_id
                )
                FILTER (WHERE finding.verdict = 'unknown')
            )[1] AS because,
            (
                array_agg(
                    finding.confidence
                    ORDER BY
                        fairnotice.is_policy(finding.force),
                        fairnotice.verdict_rank(finding.verdict),
                        finding.confidence DESC
                )
            )[1] AS confidence,
            max(finding.since) AS changed_on,
            bool_or(finding.breach_of_law) AS breach_of_law
        FROM fairnotice.finding
        WHERE
            finding.camera_id = shown.camera_id
            AND ((f).rules IS NULL OR finding.rule_id = ANY ((f).rules))
            AND ((f).forces IS NULL OR finding.force = ANY ((f).forces))
        HAVING count(*) > 0
    ) AS ruled ON true
    WHERE
        (f).on_day IS NULL AND NOT ((f).rules IS NULL AND (f).forces IS NULL)
        AND ((f).verdicts IS NULL OR coalesce(ruled.verdict, ruled.policy_verdict) = ANY ((f).verdicts))
        AND (
            (f).by_finding IS NOT true
            OR shown.camera_id = ANY (ARRAY(
                SELECT finding.camera_id FROM fairnotice.finding
                WHERE
                    finding.rule_id = ANY ((f).rules)
                    AND finding.verdict
                    = ANY (coalesce((f).verdicts, ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable']))
            ))
        )
        -- Given whatever is shown of them, since places are found by verdict and cell.
        AND shown.verdict = ANY (ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable'])
        AND fairnotice.passes(
            f, shown.source, shown.operator_id, shown.district_id, shown.jurisdiction, shown.site_class,
            shown.attributes, shown.cell, shown.geom_3857
        )
        AND ((f).min_confidence IS NULL OR ruled.confidence >= (f).min_confidence)
        AND ((f).changed_since IS NULL OR ruled.changed_on >= (f).changed_since)
        AND ((f).text IS NULL OR shown.camera_id = ANY (ARRAY(SELECT fairnotice.cameras_named((f).text))))
        AND (
            (f).without_frames IS NOT true
            OR EXISTS (
                SELECT FROM fairnotice.camera_health AS health
                WHERE health.camera_id = shown.camera_id AND health.failing_since IS NOT NULL
            )
        )
$$;

CREATE FUNCTION fairnotice.selected(f fairnotice.map_filter) RETURNS TABLE (
    camera_id text, source text, operator_id text, name text, verdict text, policy_verdict text, policy_only boolean,
    breach_of_law boolean, unknown_because text, confidence real, changed_on date, district_id text,
    jurisdiction text, site_class text, attributes text [], cell bigint, geom_3857 geometry
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT * FROM fairnotice.selected_now(f)
    UNION ALL
    SELECT * FROM fairnotice.selected_was(f)
    UNION ALL
    SELECT * FROM fairnotice.selected_by_rules(f)
$$;
COMMENT ON FUNCTION fairnotice.selected IS
'One row for each camera that passes the filters, with what the map shows of it: tiles, list, counts and OGC read this.
With rules or forces a camera shows what those rules say of it; where only policies are among them, that is what it
shows, marked policy_only, so that nobody takes it for a breach of law.';

-- Counts that are kept, as of now or of a former day ------------------------------------------------------

CREATE FUNCTION fairnotice.kept_cells(f fairnotice.map_filter, at_level smallint, first bigint, last bigint)
RETURNS TABLE (
    cell bigint, fail bigint, review bigint, unknown bigint, pass bigint, not_applicable bigint, east numeric,
    north numeric
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        kept.cell, sum(kept.fail), sum(kept.review), sum(kept.unknown), sum(kept.pass), sum(kept.not_applicable),
        sum(kept.east), sum(kept.north)
    FROM (
        SELECT cell, fail, review, unknown, pass, not_applicable, east, north
        FROM fairnotice.map_cell
        WHERE
            district_id = ANY (coalesce((f).districts, ARRAY['*'])) AND level = at_level
            AND cell BETWEEN first AND last AND ((f).sources IS NULL OR source = ANY ((f).sources))
        UNION ALL
        SELECT cell, -fail, -review, -unknown, -pass, -not_applicable, -east, -north
        FROM fairnotice.map_cell_change
        WHERE
            (f).on_day IS NOT NULL AND day > (f).on_day
            AND district_id = ANY (coalesce((f).districts, ARRAY['*'])) AND level = at_level
            AND cell BETWEEN first AND last AND ((f).sources IS NULL OR source = ANY ((f).sources))
    ) AS kept
    GROUP BY kept.cell
$$;

CREATE FUNCTION fairnotice.kept_totals(of_facet text, wanted text [], of_sources text [], on_day date)
RETURNS TABLE (
    value text, unknown_because text, fail bigint, review bigint, unknown bigint, pass bigint, not_applicable bigint,
    policy_fail bigint, policy_review bigint, breaches_of_law bigint
)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        kept.value, kept.unknown_because, sum(kept.fail), sum(kept.review), sum(kept.unknown), sum(kept.pass),
        sum(kept.not_applicable), sum(kept.policy_fail), sum(kept.policy_review), sum(kept.breaches_of_law)
    FROM (
        SELECT
            value, unknown_because, fail, review, unknown, pass, not_applicable, policy_fail, policy_review,
            breaches_of_law
        FROM fairnotice.shown_total
        WHERE
            facet = of_facet AND (wanted IS NULL OR value = ANY (wanted))
            AND (of_sources IS NULL OR source = ANY (of_sources))
        UNION ALL
        SELECT
            value, unknown_because, -fail, -review, -unknown, -pass, -not_applicable, -policy_fail, -policy_review,
            -breaches_of_law
        FROM fairnotice.shown_total_change
        WHERE
            kept_totals.on_day IS NOT NULL AND day > kept_totals.on_day
            AND facet = of_facet AND (wanted IS NULL OR value = ANY (wanted))
            AND (of_sources IS NULL OR source = ANY (of_sources))
    ) AS kept
    GROUP BY kept.value, kept.unknown_because
$$;

-- Whether so few findings of the rules have one of the verdicts that their cameras are looked up one by one.
CREATE FUNCTION fairnotice.by_finding(f fairnotice.map_filter, most bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        (f).rules IS NOT NULL
        AND (
            SELECT count(*) FROM (
                SELECT FROM fairnotice.finding
                WHERE
                    finding.rule_id = ANY ((f).rules)
                    AND finding.verdict
                    = ANY (coalesce((f).verdicts, ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable']))
                LIMIT most + 1
            ) AS few
        ) <= most
$$;

-- Whether so few findings have changed since a day that their cameras are looked up one by one.
CREATE FUNCTION fairnotice.by_change(f fairnotice.map_filter, most bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT
        (f).changed_since IS NOT NULL AND (f).rules IS NULL AND (f).forces IS NULL
        AND (
            SELECT count(*) FROM (
                SELECT FROM fairnotice.finding WHERE finding.since >= (f).changed_since LIMIT most + 1
            ) AS few
        ) <= most
$$;

-- How many cameras at the most a filter leaves, as far as an index or a total says so; a little more than most: many.
CREATE FUNCTION fairnotice.candidates_of(f fairnotice.map_filter, known bigint, most bigint) RETURNS bigint
LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = 'force_custom_plan' AS $$
DECLARE
    facet record;
    found bigint;
BEGIN
    IF known IS NULL AND (f).first_cells IS NOT NULL THEN
        SELECT count(*) INTO known FROM (
            SELECT FROM fairnotice.camera_shown AS shown
            WHERE
                shown.verdict = ANY (ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable'])
                AND (
                    shown.cell BETWEEN (f).first_cells[1] AND (f).last_cells[1]
                    OR shown.cell BETWEEN (f).first_cells[2] AND (f).last_cells[2]
                    OR shown.cell BETWEEN (f).first_cells[3] AND (f).last_cells[3]
                    OR shown.cell BETWEEN (f).first_cells[4] AND (f).last_cells[4]
                )
            LIMIT most + 1
        ) AS few;
    END IF;
    IF known IS NULL THEN
        -- Of a small network all are few.
        SELECT coalesce(sum(total.fail + total.review + total.unknown + total.pass + total.not_applicable), 0)
        INTO known
        FROM fairnotice.shown_total AS total
        WHERE total.facet = 'all' AND ((f).sources IS NULL OR total.source = ANY ((f).sources));
    END IF;
    FOR facet IN
        SELECT * FROM (
            VALUES ('operator', (f).operators), ('district', (f).districts), ('jurisdiction', (f).jurisdictions)
        ) AS given (name, wanted)
        WHERE given.wanted IS NOT NULL
    LOOP
        SELECT coalesce(sum(fail + review + unknown + pass + not_applicable), 0) INTO found
        FROM fairnotice.shown_total
        WHERE
            shown_total.facet = facet.name AND value = ANY (facet.wanted)
            AND ((f).sources IS NULL OR source = ANY ((f).sources));
        known := least(known, found);
    END LOOP;
    -- A text leaves no more than it may find; who looks by findings has counted them.
    IF (f).text IS NOT NULL OR (f).by_finding OR (f).by_change THEN
        known := least(known, most);
    END IF;
    IF known > most AND (f).attributes IS NOT NULL THEN
        SELECT count(*) INTO found FROM (
            SELECT FROM fairnotice.camera_shown
            WHERE attributes && (f).attributes AND attributes <> '{}'
            LIMIT most + 1
        ) AS few;
        known := least(known, found);
    END IF;
    RETURN known;
END
$$;

-- Tiles ---------------------------------------------------------------------------------------------------

CREATE FUNCTION fairnotice.compliance_tile(z integer, x integer, y integer, f fairnotice.map_filter) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE
-- Each filter deserves a plan of its own.
SET plan_cache_mode = 'force_custom_plan' AS $$
DECLARE
    -- More would cover each other, or make a tile large.
    most_points constant bigint := CASE WHEN z <= 14 THEN 1000 ELSE 2000 END;
    -- More are not counted one by one while somebody waits; with rules each is looked up with its findings.
    most_counted constant bigint := CASE WHEN (f).rules IS NULL AND (f).forces IS NULL THEN 20000 ELSE 5000 END;
    number constant bigint := fairnotice.cell_number(x, y);
    -- Cells that are kept: every second level is enough, as a tile of an even zoom shows 16 cells a side, of an odd 8.
    kept_level constant smallint := CASE
        WHEN (f).districts IS NULL THEN least(z + 4 - z % 2, 16) WHEN z <= 4 THEN 8 ELSE 12
    END;
    tile_box constant geometry := st_tileenvelope(z, x, y);
    first_kept bigint;
    last_kept bigint;
    is_kept boolean;
    candidates bigint;
    counted bigint;
    tile bytea;
BEGIN
    f.first_cells := ARRAY[number << (2 * (26 - z))];
    f.last_cells := ARRAY[((number + 1) << (2 * (26 - z))) - 1];
    is_kept := z <= 14 AND num_nonnulls(
        (f).operators, (f).jurisdictions, (f).site_classes, (f).attributes, (f).rules, (f).forces, (f).min_confidence,
        (f).changed_since, (f).text
    ) = 0 AND (f).without_frames IS NOT true AND ((f).districts IS NULL OR NOT '' = ANY ((f).districts));
    -- Of districts no cells are kept that are as small as the tiles of the highest zooms.
    IF z <= kept_level THEN
        first_kept := number << (2 * (kept_level - z));
        last_kept := ((number + 1) << (2 * (kept_level - z))) - 1;
    END IF;
    IF is_kept AND (z <= 9 OR (f).districts IS NULL) THEN
        WITH cell AS (
            SELECT
                st_asmvtgeom(
                    st_setsrid(st_makepoint(
                        one.east / (one.fail + one.review + one.unknown + one.pass + one.not_applicable),
                        one.north / (one.fail + one.review + one.unknown + one.pass + one.not_applicable)
                    ), 3857), tile_box, 4096, 256, true
                ) AS geom,
                (wanted.fail + wanted.review + wanted.unknown + wanted.pass + wanted.not_applicable)::integer AS cameras,
                wanted.fail::integer AS fail, wanted.review::integer AS review, 0 AS policy,
                wanted.unknown::integer AS unknown, wanted.pass::integer AS pass,
                wanted.not_applicable::integer AS not_applicable
            FROM fairnotice.kept_cells(f, kept_level, first_kept, last_kept) AS one
            CROSS JOIN LATERAL (
                SELECT
                    CASE WHEN (f).verdicts IS NULL OR 'fail' = ANY ((f).verdicts) THEN one.fail ELSE 0 END AS fail,
                    CASE WHEN (f).verdicts IS NULL OR 'review' = ANY ((f).verdicts) THEN one.review ELSE 0 END AS review,
                    CASE WHEN (f).verdicts IS NULL OR 'unknown' = ANY ((f).verdicts) THEN one.unknown ELSE 0 END
                        AS unknown,
                    CASE WHEN (f).verdicts IS NULL OR 'pass' = ANY ((f).verdicts) THEN one.pass ELSE 0 END AS pass,
                    CASE WHEN (f).verdicts IS NULL OR 'not_applicable' = ANY ((f).verdicts) THEN one.not_applicable
                    ELSE 0 END AS not_applicable
            ) AS wanted
            WHERE wanted.fail + wanted.review + wanted.unknown + wanted.pass + wanted.not_applicable > 0
        )
        SELECT st_asmvt(cell.*, 'cells', 4096, 'geom'), sum(cell.cameras) INTO tile, counted FROM cell;
    ELSE
        IF z <= 14 THEN
            -- Only where something selects a few of very many are they looked for.
            SELECT coalesce(sum(cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable), 0)
            INTO candidates
            FROM fairnotice.map_cell AS cell
            WHERE
                cell.district_id = '*' AND cell.level = least(z + 4 - z % 2, 16)
                AND cell.cell BETWEEN number << (2 * (least(z + 4 - z % 2, 16) - z))
                AND ((number + 1) << (2 * (least(z + 4 - z % 2, 16) - z))) - 1
                AND ((f).sources IS NULL OR cell.source = ANY ((f).sources));
            IF candidates > most_counted THEN
                f.by_finding := fairnotice.by_finding(f, most_counted);
                f.by_change := fairnotice.by_change(f, most_counted);
                candidates := fairnotice.candidates_of(f, candidates, most_counted);
            END IF;
        ELSE
            SELECT count(*) INTO candidates FROM (
                SELECT FROM fairnotice.camera_shown AS shown
                WHERE
                    shown.verdict = ANY (ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable'])
                    AND shown.cell BETWEEN (f).first_cells[1] AND (f).last_cells[1]
                LIMIT most_counted + 1
            ) AS few;
        END IF;
        IF candidates > most_counted THEN
            WITH asked AS (
                SELECT st_asmvtgeom(tile_box, tile_box, 4096, 0, true) AS geom, candidates::integer AS cameras
            )
            SELECT st_asmvt(asked.*, 'zoom_in', 4096, 'geom') INTO tile FROM asked;
            RETURN tile;
        END IF;
        WITH one AS (
            SELECT
                seen.cell >> (2 * (26 - least(z + 4 - z % 2, 26))) AS cell,
                -- What policies alone say against a camera is no breach of law, and is told apart.
                CASE WHEN seen.policy_only AND seen.verdict IN ('fail', 'review') THEN 'policy' ELSE seen.verdict END
                    AS verdict,
                st_x(seen.geom_3857) AS east,
                st_y(seen.geom_3857) AS north
            FROM fairnotice.selected(f) AS seen
        ),

        cell AS (
            SELECT
                st_asmvtgeom(
                    st_setsrid(st_makepoint(avg(one.east), avg(one.north)), 3857), tile_box, 4096, 256, true
                ) AS geom,
                count(*)::integer AS cameras,
                (count(*) FILTER (WHERE one.verdict = 'fail'))::integer AS fail,
                (count(*) FILTER (WHERE one.verdict = 'review'))::integer AS review,
                (count(*) FILTER (WHERE one.verdict = 'policy'))::integer AS policy,
                (count(*) FILTER (WHERE one.verdict = 'unknown'))::integer AS unknown,
                (count(*) FILTER (WHERE one.verdict = 'pass'))::integer AS pass,
                (count(*) FILTER (WHERE one.verdict = 'not_applicable'))::integer AS not_applicable
            FROM one
            GROUP BY one.cell
        )
        SELECT st_asmvt(cell.*, 'cells', 4096, 'geom'), sum(cell.cameras) INTO tile, counted FROM cell;
    END IF;
    IF counted > most_points THEN
        RETURN tile;
    END IF;
    WITH shown AS (
        SELECT
            st_asmvtgeom(seen.geom_3857, tile_box, 4096, 256, true) AS geom,
            seen.camera_id,
            seen.name,
            seen.source,
            registry_source.mode,
            operator.name AS operator,
            seen.verdict,
            seen.policy_verdict,
            seen.policy_only,
            (f).on_day IS NULL AND EXISTS (
                SELECT FROM fairnotice.camera_health AS health
                WHERE health.camera_id = seen.camera_id AND health.failing_since IS NOT NULL
            ) AS without_frames,
            camera.azimuth,
            camera.field_of_view
        FROM fairnotice.selected(f) AS seen
        INNER JOIN fairnotice.camera ON seen.camera_id = camera.camera_id
        INNER JOIN fairnotice.registry_source ON seen.source = registry_source.source
        LEFT JOIN fairnotice.operator ON seen.operator_id = operator.operator_id
    )
    SELECT st_asmvt(shown.*, 'cameras', 4096, 'geom') INTO tile FROM shown;
    RETURN tile;
END
$$;
COMMENT ON FUNCTION fairnotice.compliance_tile IS
'A Mapbox vector tile of the cameras that match: layer "cameras", or where they are too many "cells" with numbers, or
"zoom_in" where they cannot be counted quickly.';

CREATE FUNCTION fairnotice.shares_of(
    failing bigint, in_review bigint, not_known bigint, passing bigint, not_asked bigint,
    OUT cameras integer, OUT judged integer, OUT fail integer, OUT review integer, OUT pass integer,
    OUT coverage real, OUT compliant real
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT
        (said.judged + coalesce(not_known, 0))::integer,
        said.judged::integer,
        coalesce(failing, 0)::integer,
        coalesce(in_review, 0)::integer,
        coalesce(passing, 0)::integer,
        (said.judged::float8 / nullif(said.judged + coalesce(not_known, 0), 0))::real,
        (passing::float8 / nullif(failing + in_review + passing, 0))::real
    FROM (SELECT coalesce(failing + in_review + passing + not_asked, 0) AS judged) AS said
$$;
COMMENT ON FUNCTION fairnotice.shares_of IS
'Coverage: the share of cameras that were judged. Compliant: of those that a rule applies to and could judge, the share
that passes; NULL where there are none.';

CREATE FUNCTION fairnotice.district_tile(z integer, x integer, y integer, f fairnotice.map_filter) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH outline AS (
        SELECT
            drawn.district_id,
            district.name,
            district.size,
            st_asmvtgeom(drawn.geom_3857, st_tileenvelope(z, x, y), 4096, 64, true) AS geom
        FROM fairnotice.district_outline AS drawn
        INNER JOIN fairnotice.district ON drawn.district_id = district.district_id
        WHERE
            drawn.geom_3857 && st_tileenvelope(z, x, y, margin => 0.02)
            AND drawn.last_zoom = CASE WHEN z <= 3 THEN 3 WHEN z <= 6 THEN 6 WHEN z <= 9 THEN 9 ELSE 12 END
            AND ((f).districts IS NULL OR drawn.district_id = ANY ((f).districts))
            -- Nobody sees what is smaller than three pixels of a tile of 512.
            AND greatest(
                st_xmax(drawn.geom_3857) - st_xmin(drawn.geom_3857), st_ymax(drawn.geom_3857) - st_ymin(drawn.geom_3857)
            ) > 3 * 40075016.685578488 / 512 / 2 ^ z
    ),

    counted AS (
        SELECT
            total.value AS district_id,
            sum(total.fail)::integer AS fail,
            sum(total.review)::integer AS review,
            sum(total.unknown)::integer AS unknown,
            sum(total.pass)::integer AS pass,
            sum(total.not_applicable)::integer AS not_applicable,
            sum(total.breaches_of_law)::integer AS breaches_of_law
        FROM fairnotice.kept_totals('district', (f).districts, (f).sources, (f).on_day) AS total
        GROUP BY total.value
    ),

    shown AS (
        SELECT
            outline.geom,
            outline.district_id,
            outline.name,
            share.*
        FROM outline
        LEFT JOIN counted ON outline.district_id = counted.district_id
        CROSS JOIN LATERAL fairnotice.shares_of(
            counted.fail, counted.review, counted.unknown, counted.pass, counted.not_applicable
        ) AS share
        -- The smaller lie on the larger.
        ORDER BY outline.size DESC
    )

    SELECT st_asmvt(shown.*, 'districts', 4096, 'geom') FROM shown
$$;
COMMENT ON FUNCTION fairnotice.district_tile IS
'A Mapbox vector tile (layer "districts") of outlines with counts and shares, for shading.';
