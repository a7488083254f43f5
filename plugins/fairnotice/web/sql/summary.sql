-- name: kept_counts
-- The verdict filter is left out on purpose, so that a legend can say what switching one on would show.
SELECT
    total.unknown_because,
    sum(total.fail)::bigint AS fail,
    sum(total.review)::bigint AS review,
    sum(total.unknown)::bigint AS unknown,
    sum(total.pass)::bigint AS pass,
    sum(total.not_applicable)::bigint AS not_applicable,
    sum(total.policy_fail)::bigint AS policy_fail,
    sum(total.policy_review)::bigint AS policy_review,
    sum(total.breaches_of_law)::bigint AS breaches_of_law
FROM fairnotice.kept_totals(:facet, :wanted, :sources, :on_day) AS total
GROUP BY total.unknown_because;

-- name: counts
-- As kept_counts, of at most so many cameras, with what policies alone say.
SELECT
    coalesce(seen.unknown_because, '') AS unknown_because,
    seen.verdict,
    seen.policy_only,
    count(*) AS cameras,
    count(*) FILTER (WHERE seen.policy_verdict = 'fail') AS policy_fail,
    count(*) FILTER (WHERE seen.policy_verdict = 'review') AS policy_review,
    count(*) FILTER (WHERE seen.breach_of_law) AS breaches_of_law
FROM (SELECT * FROM fairnotice.selected(fairnotice.filter_of(:filter)) LIMIT :most) AS seen
GROUP BY 1, 2, 3;

-- name: extent^
SELECT
    st_x(st_transform(st_setsrid(st_makepoint(box.minx, box.miny), 3857), 4326)) AS minx,
    st_y(st_transform(st_setsrid(st_makepoint(box.minx, box.miny), 3857), 4326)) AS miny,
    st_x(st_transform(st_setsrid(st_makepoint(box.maxx, box.maxy), 3857), 4326)) AS maxx,
    st_y(st_transform(st_setsrid(st_makepoint(box.maxx, box.maxy), 3857), 4326)) AS maxy
FROM (
    SELECT
        min(st_x(seen.geom_3857)) AS minx,
        min(st_y(seen.geom_3857)) AS miny,
        max(st_x(seen.geom_3857)) AS maxx,
        max(st_y(seen.geom_3857)) AS maxy
    FROM (SELECT selected.geom_3857 FROM fairnotice.selected(fairnotice.filter_of(:filter)) LIMIT :most) AS seen
) AS box
WHERE box.minx IS NOT NULL;

-- name: extent_of_cells^
-- The middles of cells of some 40 km.
SELECT
    st_x(st_transform(st_setsrid(st_makepoint(box.minx, box.miny), 3857), 4326)) AS minx,
    st_y(st_transform(st_setsrid(st_makepoint(box.minx, box.miny), 3857), 4326)) AS miny,
    st_x(st_transform(st_setsrid(st_makepoint(box.maxx, box.maxy), 3857), 4326)) AS maxx,
    st_y(st_transform(st_setsrid(st_makepoint(box.maxx, box.maxy), 3857), 4326)) AS maxy
FROM (
    SELECT
        min(cell.east / (cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable)) AS minx,
        min(cell.north / (cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable)) AS miny,
        max(cell.east / (cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable)) AS maxx,
        max(cell.north / (cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable)) AS maxy
    FROM fairnotice.map_cell AS cell
    WHERE
        cell.district_id = ANY (coalesce(:districts::text [], ARRAY['*'])) AND cell.level = 10
        AND cell.source = ANY (:sources)
        AND cell.fail + cell.review + cell.unknown + cell.pass + cell.not_applicable > 0
) AS box
WHERE box.minx IS NOT NULL;

-- name: without_frames
-- Of the other filters operators, districts and sources count, so that it can be said what switching it on would show.
SELECT
    health.fault,
    count(*) AS cameras,
    min(health.failing_since) AS since
FROM fairnotice.camera_health AS health
INNER JOIN fairnotice.camera_shown AS shown ON health.camera_id = shown.camera_id
WHERE
    health.failing_since IS NOT NULL
    AND fairnotice.passes(
        fairnotice.filter_of(:filter), shown.source, shown.operator_id, shown.district_id, shown.jurisdiction,
        shown.site_class, shown.attributes, shown.cell, shown.geom_3857
    )
GROUP BY health.fault
ORDER BY count(*) DESC, health.fault;

-- name: every_without_frames
-- The same where nothing narrows it: without a look at what is shown of each.
SELECT
    health.fault,
    count(*) AS cameras,
    min(health.failing_since) AS since
FROM fairnotice.camera_health AS health
WHERE
    health.failing_since IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM fairnotice.camera
        WHERE camera.camera_id = health.camera_id AND camera.gone_since IS NOT NULL
    )
GROUP BY health.fault
ORDER BY count(*) DESC, health.fault;

-- name: cameras_by_source
SELECT
    total.source,
    sum(total.fail + total.review + total.unknown + total.pass + total.not_applicable)::bigint AS cameras
FROM fairnotice.shown_total AS total
WHERE total.facet = 'all'
GROUP BY total.source;

-- name: operators_of_sources
-- The largest first, as many as a person can choose among; with how many cameras they run now.
SELECT
    nullif(total.value, '') AS operator_id,
    operator.name,
    total.cameras
FROM (
    SELECT
        kept.value,
        sum(kept.fail + kept.review + kept.unknown + kept.pass + kept.not_applicable)::bigint AS cameras
    FROM fairnotice.kept_totals('operator', NULL, :sources, NULL) AS kept
    GROUP BY kept.value
    ORDER BY 2 DESC, kept.value
    LIMIT 500
) AS total
LEFT JOIN fairnotice.operator ON total.value = operator.operator_id
WHERE total.cameras > 0
ORDER BY total.cameras DESC, operator.name, total.value;

-- name: districts_of_sources
SELECT
    nullif(total.value, '') AS district_id,
    district.name,
    district.names,
    total.cameras
FROM (
    SELECT
        kept.value,
        sum(kept.fail + kept.review + kept.unknown + kept.pass + kept.not_applicable)::bigint AS cameras
    FROM fairnotice.kept_totals('district', NULL, :sources, :on_day) AS kept
    GROUP BY kept.value
    ORDER BY 2 DESC, kept.value
    LIMIT 500
) AS total
LEFT JOIN fairnotice.district ON total.value = district.district_id
WHERE total.cameras > 0
ORDER BY district.name, total.value;

-- name: jurisdictions_of_sources
SELECT
    nullif(kept.value, '') AS jurisdiction,
    sum(kept.fail + kept.review + kept.unknown + kept.pass + kept.not_applicable)::bigint AS cameras
FROM fairnotice.kept_totals('jurisdiction', NULL, :sources, :on_day) AS kept
GROUP BY kept.value
HAVING sum(kept.fail + kept.review + kept.unknown + kept.pass + kept.not_applicable) > 0
ORDER BY 2 DESC, kept.value
LIMIT 500;

-- name: site_classes_of_sources
SELECT
    kept.value AS site_class,
    sum(kept.fail + kept.review + kept.unknown + kept.pass + kept.not_applicable)::bigint AS cameras
FROM fairnotice.kept_totals('site_class', NULL, :sources, :on_day) AS kept
GROUP BY kept.value
HAVING sum(kept.fail + kept.review + kept.unknown + kept.pass + kept.not_applicable) > 0
ORDER BY 2 DESC, kept.value;

-- name: attributes_found
SELECT
    attribute,
    count(*) AS cameras
FROM (
    SELECT shown.attributes FROM fairnotice.camera_shown AS shown
    WHERE shown.attributes <> '{}' AND shown.source = ANY (:sources)
    LIMIT 100000
) AS named
CROSS JOIN LATERAL unnest(named.attributes) AS attribute
GROUP BY attribute
ORDER BY count(*) DESC, attribute;

-- name: rules_of_sources
-- Each rule is found by one step along the index of verdicts and rules, however many findings it has; whether it judged a
-- camera of these sources is only asked where there are others.
WITH RECURSIVE step (verdict, rule_id) AS (
    SELECT
        each.verdict,
        (SELECT min(finding.rule_id) FROM fairnotice.finding WHERE finding.verdict = each.verdict)
    FROM unnest(ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable']) AS each (verdict)
    UNION ALL
    SELECT
        step.verdict,
        (
            SELECT min(finding.rule_id) FROM fairnotice.finding
            WHERE finding.verdict = step.verdict AND finding.rule_id > step.rule_id
        )
    FROM step
    WHERE step.rule_id IS NOT NULL
)

SELECT
    rule.rule_id,
    one.title,
    one.pack_id,
    one.force,
    one.instrument
FROM (SELECT DISTINCT ON (step.rule_id) step.* FROM step WHERE step.rule_id IS NOT NULL) AS rule
CROSS JOIN LATERAL (
    SELECT
        finding.title,
        finding.pack_id,
        finding.force,
        finding.citation ->> 'instrument' AS instrument
    FROM fairnotice.finding
    WHERE finding.verdict = rule.verdict AND finding.rule_id = rule.rule_id
    LIMIT 1
) AS one
WHERE
    :every_source
    OR EXISTS (
        SELECT FROM fairnotice.finding
        INNER JOIN fairnotice.camera_shown AS shown ON finding.camera_id = shown.camera_id
        WHERE
            finding.rule_id = rule.rule_id AND shown.source = ANY (:sources)
            AND finding.verdict = ANY (ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable'])
    )
ORDER BY rule.rule_id
LIMIT 500;

-- name: last_audit^
-- Only a finished one: a running audit has said nothing yet.
SELECT
    audit.audit_id,
    audit.scope,
    audit.window_start,
    audit.mode,
    audit.finished_at
FROM fairnotice.audit
WHERE
    audit.finished_at IS NOT NULL
    AND audit.mode = :mode
    AND (audit.scope = 'all' OR audit.scope = ANY (:sources))
ORDER BY audit.window_start DESC, audit.finished_at DESC
LIMIT 1;
