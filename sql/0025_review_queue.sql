-- The inspector's queue: what a person's look would decide, ordered by how much, and kept as findings change.
-- depends: 0022_answers 0020_site_photos 0016_districts

-- A decision that is sent twice is one: whoever sends it names it.
ALTER TABLE fairnotice.review
ADD COLUMN decision_id uuid UNIQUE,
DROP CONSTRAINT review_decision_check,
ADD CONSTRAINT review_decision_check CHECK (decision IN ('confirm', 'overrule', 'release', 'look', 'propose'));
COMMENT ON COLUMN fairnotice.review.decision_id IS
'Made by the page that sent it: two clicks are one decision.';

CREATE TABLE fairnotice.look_request (
    camera_id text PRIMARY KEY REFERENCES fairnotice.camera ON DELETE CASCADE,
    asked_on date NOT NULL,
    until date NOT NULL CHECK (until >= asked_on)
);
COMMENT ON TABLE fairnotice.look_request IS
'Cameras of which an inspector wants to see more frames: sampled more through until. Who asked is a review.';

CREATE FUNCTION fairnotice.look_kind(verdict text, because text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN look_kind.verdict NOT IN ('review', 'unknown') THEN NULL
        WHEN
            look_kind.because IN (
                'not_seen_in_view', 'position_not_settled', 'position_before_move', 'candidate_only',
                'no_readable_notice', 'elements_unreadable', 'not_seen_since', 'odd_night', 'gone_from_position',
                'not_proven_gone', 'low_resolution'
            )
            THEN 'not_seen'
        WHEN look_kind.verdict = 'review' THEN 'judge'
        WHEN
            look_kind.because IN (
                'no_frame_source', 'not_authorised', 'too_few_frames', 'unreachable', 'refused', 'auth', 'tls',
                'timeout', 'not_an_image', 'truncated', 'too_large', 'stale', 'frozen', 'dark', 'overexposed',
                'blurred', 'blocked', 'moved', 'maintenance', 'policy', 'error'
            )
            THEN 'no_frame'
    END
$$;
COMMENT ON FUNCTION fairnotice.look_kind IS
'What a person''s look could settle of a finding: not_seen, judge or no_frame; NULL: nothing.';

-- Age counts by the day, so that the order of two items never changes with time and an index can hold it.
CREATE FUNCTION fairnotice.look_points(
    kind text, verdict text, severity text, cameras integer, since date, at date
)
-- A table of one row, which is written into the statement that asks for it: a call would take longer than all of it.
RETURNS TABLE (
    for_kind double precision, for_verdict double precision, for_severity double precision,
    for_cameras double precision, for_age double precision
)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT
        CASE look_points.kind
            WHEN 'reply' THEN 70
            WHEN 'photo' THEN 65
            WHEN 'not_seen' THEN 50
            WHEN 'release' THEN 35
            WHEN 'judge' THEN 30
            ELSE 20
        END,
        CASE look_points.verdict WHEN 'fail' THEN 15 WHEN 'review' THEN 10 ELSE 0 END,
        CASE look_points.severity WHEN 'high' THEN 10 WHEN 'medium' THEN 5 ELSE 0 END,
        round(80 * ln(greatest(look_points.cameras, 1)::double precision) / ln(2::double precision)) / 10,
        0.2 * (look_points.at - look_points.since)
$$;
COMMENT ON FUNCTION fairnotice.look_points IS
'What a look is worth, by parts: their sum orders the queue. One camera more counts less the more there are.';

CREATE TABLE fairnotice.review_item (
    site_id text NOT NULL,
    rule_id text NOT NULL,
    camera_id text NOT NULL,
    source text NOT NULL,
    district_id text,
    kind text NOT NULL,
    verdict text NOT NULL,
    because text,
    severity text NOT NULL,
    cameras integer NOT NULL,
    since date NOT NULL,
    asked_until date,
    rank double precision NOT NULL,
    PRIMARY KEY (site_id, rule_id)
);
COMMENT ON TABLE fairnotice.review_item IS
'One site under one rule of which a person should look: follows findings, replies, photos and messages by itself.';
COMMENT ON COLUMN fairnotice.review_item.camera_id IS
'The one that is shown for the site: the worst, of these the first.';
COMMENT ON COLUMN fairnotice.review_item.cameras IS 'Of the site, whose finding a look would settle.';
COMMENT ON COLUMN fairnotice.review_item.asked_until IS
'An inspector asked for more frames of it: until then others come first.';
COMMENT ON COLUMN fairnotice.review_item.rank IS
'Points as of 1 January 2000: an older one has more, and the order holds on any day.';
-- Each is written with every change of an item: all kinds together are read as one page of each.
CREATE INDEX review_item_kind ON fairnotice.review_item (kind, rank DESC, site_id, rule_id);
CREATE INDEX review_item_district_kind ON fairnotice.review_item (district_id, kind, rank DESC, site_id, rule_id);

-- Of pairs of a site and a rule.
CREATE FUNCTION fairnotice.review_items_of(sites text [], rules text [])
RETURNS SETOF fairnotice.review_item
LANGUAGE sql STABLE AS $$
    -- Materialized: else the kind is found out wherever it is named, and before it is known which rule is asked for.
    WITH open AS MATERIALIZED (
        SELECT
            camera.site_id, finding.rule_id, camera.camera_id, camera.source, camera.district_id, finding.verdict,
            finding.severity, finding.since, finding.reasons -> 0 ->> 'code' AS because,
            fairnotice.verdict_rank(finding.verdict) AS worst,
            CASE
                WHEN EXISTS (
                    SELECT FROM fairnotice.reply_finding
                    INNER JOIN fairnotice.reply USING (reply_id)
                    WHERE
                        reply_finding.camera_id = finding.camera_id AND reply_finding.rule_id = finding.rule_id
                        AND reply.state = 'waiting' AND finding.verdict IN ('fail', 'review', 'unknown')
                ) THEN 'reply'
                WHEN
                    fairnotice.look_kind(finding.verdict, finding.reasons -> 0 ->> 'code') IN ('not_seen', 'no_frame')
                    AND EXISTS (
                        SELECT FROM fairnotice.site_photo
                        WHERE site_photo.site_id = camera.site_id AND site_photo.state = 'waiting'
                    ) THEN 'photo'
                WHEN finding.overrule IS NOT NULL THEN NULL
                WHEN finding.verdict = 'fail' AND EXISTS (
                    SELECT FROM fairnotice.alert
                    WHERE
                        alert.camera_id = finding.camera_id AND alert.rule_id = finding.rule_id
                        AND alert.kind = 'finding' AND alert.status = 'held'
                ) THEN 'release'
                WHEN finding.verdict = 'review' AND EXISTS (
                    SELECT FROM fairnotice.review
                    WHERE
                        review.camera_id = finding.camera_id AND review.rule_id = finding.rule_id
                        AND review.decision = 'confirm'
                        AND (review.decided_at AT TIME ZONE 'UTC')::date >= finding.since
                ) THEN NULL
                ELSE fairnotice.look_kind(finding.verdict, finding.reasons -> 0 ->> 'code')
            END AS kind,
            look_request.until AS asked_until
        FROM unnest(review_items_of.sites, review_items_of.rules) AS asked (site_id, rule_id)
        INNER JOIN fairnotice.camera ON asked.site_id = camera.site_id
        INNER JOIN fairnotice.finding ON camera.camera_id = finding.camera_id AND asked.rule_id = finding.rule_id
        LEFT JOIN fairnotice.look_request ON camera.camera_id = look_request.camera_id
        WHERE
            camera.gone_since IS NULL AND finding.decisive AND finding.verdict IN ('fail', 'review', 'unknown')
    ),

    worth AS (
        SELECT
            open.*,
            points.for_kind AS first
        FROM open
        CROSS JOIN LATERAL fairnotice.look_points(
            open.kind, open.verdict, open.severity, 1, open.since, '2000-01-01'
        ) AS points
        WHERE open.kind IS NOT NULL
    ),

    site AS (
        SELECT DISTINCT ON (worth.site_id, worth.rule_id)
            worth.*,
            count(*) OVER (PARTITION BY worth.site_id, worth.rule_id)::integer AS cameras,
            min(worth.since) OVER (PARTITION BY worth.site_id, worth.rule_id) AS oldest
        FROM worth
        ORDER BY worth.site_id, worth.rule_id, worth.first DESC, worth.worst, worth.camera_id
    )

    SELECT
        site.site_id, site.rule_id, site.camera_id, site.source, site.district_id, site.kind, site.verdict,
        site.because, site.severity, site.cameras, site.oldest, site.asked_until,
        points.for_kind + points.for_verdict + points.for_severity + points.for_cameras + points.for_age
    FROM site
    CROSS JOIN LATERAL fairnotice.look_points(
        site.kind, site.verdict, site.severity, site.cameras, site.oldest, '2000-01-01'
    ) AS points
$$;

-- Cameras of one site may be judged by two tasks at a time: the last one counts what both say.
CREATE FUNCTION fairnotice.lock_review_items(sites text []) RETURNS void
LANGUAGE plpgsql SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('fairnotice.review_item'), bucket) FROM (
        SELECT DISTINCT hashtext(site_id) & 63 AS bucket FROM unnest(sites) AS site_id ORDER BY bucket
    ) AS shared;
END
$$;

CREATE FUNCTION fairnotice.write_review_items(sites text [], rules text []) RETURNS void
LANGUAGE plpgsql SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    -- What stays as it is is not touched: ON CONFLICT would lock it, and look for each item twice.
    WITH current AS MATERIALIZED (SELECT * FROM review_items_of(sites, rules)),

    known AS MATERIALIZED (
        SELECT review_item.* FROM unnest(sites, rules) AS asked (site_id, rule_id)
        INNER JOIN review_item USING (site_id, rule_id)
    ),

    gone AS (
        DELETE FROM review_item
        USING (
            -- Not by NOT EXISTS: few are expected of a function, and each would be compared with each.
            SELECT site_id, rule_id FROM known WHERE (site_id, rule_id) NOT IN (SELECT site_id, rule_id FROM current)
        ) AS closed
        WHERE review_item.site_id = closed.site_id AND review_item.rule_id = closed.rule_id
    ),

    changed AS (
        UPDATE review_item SET
            camera_id = item.camera_id, source = item.source, district_id = item.district_id, kind = item.kind,
            verdict = item.verdict, because = item.because, severity = item.severity, cameras = item.cameras,
            since = item.since, asked_until = item.asked_until, rank = item.rank
        FROM (SELECT * FROM current EXCEPT SELECT * FROM known) AS item
        WHERE review_item.site_id = item.site_id AND review_item.rule_id = item.rule_id
    )

    INSERT INTO review_item
    SELECT * FROM current WHERE (site_id, rule_id) NOT IN (SELECT site_id, rule_id FROM known)
    ORDER BY site_id, rule_id
    -- Somebody else has seen the same of a site whose cameras are not declared to be of one.
    ON CONFLICT (site_id, rule_id) DO NOTHING;
END
$$;

CREATE FUNCTION fairnotice.keep_review_items(sites text []) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM lock_review_items(array_agg(DISTINCT camera.site_id)) FROM camera
    WHERE camera.site_id = ANY (sites) AND camera.site_declared
    HAVING count(*) > 0;
    PERFORM write_review_items(array_agg(item.site_id), array_agg(item.rule_id)) FROM (
        SELECT camera.site_id, finding.rule_id FROM camera
        INNER JOIN finding USING (camera_id)
        WHERE camera.site_id = ANY (sites)
        UNION
        SELECT site_id, rule_id FROM review_item WHERE site_id = ANY (sites)
        ORDER BY 1, 2
    ) AS item
    HAVING count(*) > 0;
END
$$;

CREATE FUNCTION fairnotice.keep_review_items_of_cameras(camera_ids text []) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
    SELECT keep_review_items(sites.given) FROM (
        SELECT array_agg(DISTINCT camera.site_id) AS given FROM camera WHERE camera.camera_id = ANY (camera_ids)
    ) AS sites
    WHERE sites.given IS NOT NULL
$$;

CREATE FUNCTION fairnotice.note_review_items() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_review_items_of_cameras(array_agg(DISTINCT changed.camera_id)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END
$$;

-- A judgement writes every finding anew; most say what they said before, and the queue is left as it is.
CREATE FUNCTION fairnotice.note_judged_items() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
DECLARE
    sites text [];
    rules text [];
    shared text [];
BEGIN
    SELECT
        array_agg(item.site_id ORDER BY item.site_id, item.rule_id),
        array_agg(item.rule_id ORDER BY item.site_id, item.rule_id),
        array_agg(DISTINCT item.site_id) FILTER (WHERE item.is_shared)
    INTO sites, rules, shared
    FROM (
        SELECT
            camera.site_id, rule_id, bool_or(camera.site_declared OR camera.site_id <> camera.camera_id) AS is_shared
        -- A full join never compares each with each, however few there were when a session planned it.
        FROM (changed FULL JOIN former USING (camera_id, rule_id))
        INNER JOIN camera USING (camera_id)
        WHERE
            (
                (changed.verdict, changed.since, changed.severity, changed.decisive, changed.overrule IS NULL)
                IS DISTINCT FROM
                (former.verdict, former.since, former.severity, former.decisive, former.overrule IS NULL)
                OR (changed.reasons -> 0 ->> 'code') IS DISTINCT FROM (former.reasons -> 0 ->> 'code')
            )
            -- One that nobody need look at neither now nor before is of no item.
            AND (
                (changed.decisive AND changed.verdict IN ('fail', 'review', 'unknown'))
                OR (former.decisive AND former.verdict IN ('fail', 'review', 'unknown'))
            )
        GROUP BY camera.site_id, rule_id
    ) AS item;
    IF sites IS NOT NULL THEN
        IF shared IS NOT NULL THEN
            PERFORM lock_review_items(shared);
        END IF;
        PERFORM write_review_items(sites, rules);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION fairnotice.note_moved_items() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_review_items(array_agg(DISTINCT site.site_id))
    FROM changed
    INNER JOIN former ON changed.camera_id = former.camera_id
    CROSS JOIN LATERAL (VALUES (changed.site_id), (former.site_id)) AS site (site_id)
    WHERE
        (changed.site_id, changed.source, changed.district_id, changed.gone_since IS NULL)
        IS DISTINCT FROM (former.site_id, former.source, former.district_id, former.gone_since IS NULL)
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION fairnotice.note_photo_items() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_review_items(array_agg(DISTINCT changed.site_id)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE FUNCTION fairnotice.note_reply_items() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = fairnotice, public, pg_temp AS $$
BEGIN
    PERFORM keep_review_items_of_cameras(array_agg(DISTINCT reply_finding.camera_id))
    FROM changed
    INNER JOIN reply_finding USING (reply_id)
    HAVING count(*) > 0;
    RETURN NULL;
END
$$;

CREATE TRIGGER keep_review_after_insert AFTER INSERT ON fairnotice.finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_update AFTER UPDATE ON fairnotice.finding
REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_judged_items();
CREATE TRIGGER keep_review_after_delete AFTER DELETE ON fairnotice.finding
REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_update AFTER UPDATE ON fairnotice.camera
REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_moved_items();
CREATE TRIGGER keep_review_after_insert AFTER INSERT ON fairnotice.alert
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_update AFTER UPDATE ON fairnotice.alert
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_insert AFTER INSERT ON fairnotice.review
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_insert AFTER INSERT ON fairnotice.look_request
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_update AFTER UPDATE ON fairnotice.look_request
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_insert AFTER INSERT ON fairnotice.site_photo
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_photo_items();
CREATE TRIGGER keep_review_after_update AFTER UPDATE ON fairnotice.site_photo
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_photo_items();
CREATE TRIGGER keep_review_after_insert AFTER INSERT ON fairnotice.reply_finding
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_review_items();
CREATE TRIGGER keep_review_after_update AFTER UPDATE ON fairnotice.reply
REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_reply_items();

-- What is there already, some thousands of cameras at a time.
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
        PERFORM fairnotice.keep_review_items_of_cameras(chunk);
    END LOOP;
END
$$;
