-- A page of the list in the order {order}: each part of what is selected is read by its own index, no further than the
-- page. Why is looked up for the page only.
WITH page AS (
    SELECT seen.*, row_number() OVER (ORDER BY {order}) AS place
    FROM (
        (SELECT * FROM fairnotice.selected_now(fairnotice.filter_of(%(filter)s)) AS seen ORDER BY {order} LIMIT %(most)s)
        UNION ALL
        (SELECT * FROM fairnotice.selected_was(fairnotice.filter_of(%(filter)s)) AS seen ORDER BY {order} LIMIT %(most)s)
        UNION ALL
        (
            SELECT * FROM fairnotice.selected_by_rules(fairnotice.filter_of(%(filter)s)) AS seen
            ORDER BY {order} LIMIT %(most)s
        )
    ) AS seen
    ORDER BY {order}
    LIMIT %(limit)s OFFSET %(offset)s
)

SELECT
    page.camera_id,
    page.name,
    page.source,
    registry_source.mode,
    page.operator_id,
    operator.name AS operator,
    page.district_id,
    district.name AS district,
    district.names AS district_names,
    page.jurisdiction,
    camera.site_id,
    page.site_class,
    page.attributes,
    camera.azimuth,
    camera.field_of_view,
    page.verdict,
    page.policy_verdict,
    page.policy_only,
    page.breach_of_law,
    page.confidence,
    page.changed_on,
    judged.judged_on,
    health.failing_since AS no_frame_since,
    health.fault,
    st_x(st_transform(page.geom_3857, 4326)) AS lon,
    st_y(st_transform(page.geom_3857, 4326)) AS lat,
    why.rule_id,
    why.title,
    why.reason
FROM page
INNER JOIN fairnotice.camera ON page.camera_id = camera.camera_id
INNER JOIN fairnotice.registry_source ON page.source = registry_source.source
LEFT JOIN fairnotice.operator ON page.operator_id = operator.operator_id
LEFT JOIN fairnotice.district ON page.district_id = district.district_id
-- What is known of the present only is not told of a former day.
LEFT JOIN fairnotice.camera_health AS health ON page.camera_id = health.camera_id AND NOT %(is_former)s
LEFT JOIN LATERAL (
    SELECT max(finding.judged_on) AS judged_on FROM fairnotice.finding
    WHERE
        finding.camera_id = page.camera_id
        AND (cast(%(rules)s AS text []) IS NULL OR finding.rule_id = ANY (%(rules)s))
        AND (cast(%(forces)s AS text []) IS NULL OR finding.force = ANY (%(forces)s))
) AS judged ON NOT %(is_former)s
LEFT JOIN LATERAL (
    SELECT
        finding.rule_id,
        finding.title,
        finding.reasons -> 0 ->> 'text' AS reason
    FROM fairnotice.finding
    WHERE
        finding.camera_id = page.camera_id
        AND finding.verdict = page.verdict
        AND fairnotice.is_policy(finding.force) = page.policy_only
        AND (cast(%(rules)s AS text []) IS NULL OR finding.rule_id = ANY (%(rules)s))
        AND (cast(%(forces)s AS text []) IS NULL OR finding.force = ANY (%(forces)s))
    ORDER BY
        finding.breach_of_law DESC,
        NOT finding.decisive,
        fairnotice.says_little(finding.reasons -> 0 ->> 'code'),
        finding.rule_id
    LIMIT 1
) AS why ON NOT %(is_former)s
ORDER BY page.place
