-- name: camera^
-- Column by column: the record also holds addresses of frame sources and contacts, which nobody is shown; the one
-- that is read here is to be taken out of what else is shown.
SELECT
    camera.camera_id,
    camera.name,
    camera.source,
    camera.source_id,
    registry_source.mode,
    camera.operator_id,
    operator.name AS operator,
    operator.kind AS operator_kind,
    camera.site_id,
    camera.site_declared,
    camera.site_class,
    camera.jurisdiction,
    camera.jurisdiction_declared,
    st_x(camera.geom) AS lon,
    st_y(camera.geom) AS lat,
    camera.azimuth,
    camera.field_of_view,
    camera.registered_at,
    camera.changed_at,
    camera.gone_since,
    camera.record ->> 'frame_source' IS NOT NULL AS has_frame_source,
    coalesce(strpos(camera.record #>> '{frame_source,url}', :placeholder) > 0, false) AS serves_any_moment,
    camera.record #>> '{frame_source,url}' AS frame_url,
    health.failing_since AS no_frame_since,
    health.fault,
    health.failures_in_a_row,
    health.last_ok_at AS last_frame_at,
    health.asked_at,
    camera.record ->> 'in_service_since' AS in_service_since,
    camera.record ->> 'purpose' AS purpose,
    camera.record ->> 'legal_basis' AS legal_basis,
    camera.record ->> 'retention_days' AS retention_days,
    shown.verdict,
    shown.policy_verdict,
    coalesce(shown.breach_of_law, false) AS breach_of_law
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
LEFT JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
LEFT JOIN fairnotice.camera_shown AS shown ON camera.camera_id = shown.camera_id
LEFT JOIN fairnotice.camera_health AS health ON camera.camera_id = health.camera_id
WHERE camera.camera_id = :camera_id;

-- name: findings
SELECT
    finding.rule_id,
    finding.pack_id,
    finding.pack_version,
    finding.title,
    finding.verdict,
    finding.force,
    fairnotice.is_policy(finding.force) AS is_policy,
    finding.breach_of_law,
    finding.decisive,
    finding.severity,
    finding.confidence,
    finding.proof,
    finding.reasons,
    finding.citation,
    finding.evidence,
    finding.remedy,
    finding.since,
    finding.judged_on,
    finding.pending_verdict,
    (finding.pending ->> 'since')::date AS pending_since,
    (finding.pending ->> 'dates')::integer AS pending_dates,
    finding.overrule,
    finding.by_program #>> '{finding,verdict}' AS program_verdict
FROM fairnotice.finding
WHERE finding.camera_id = :camera_id
ORDER BY
    fairnotice.is_policy(finding.force),
    NOT finding.decisive,
    fairnotice.verdict_rank(finding.verdict),
    finding.breach_of_law DESC,
    finding.rule_id;

-- name: observations
SELECT
    observation.window_date,
    observation.sample_number,
    observation.observed_at,
    observation.fault,
    observation.fault_detail,
    observation.quality,
    jsonb_path_query_array(observation.notices, '$[*].status') AS notices,
    jsonb_path_query_array(observation.notices, '$[*] ? (@.status == "confirmed")') AS confirmed,
    observation.width,
    observation.height,
    observation.evidence_sha256
FROM fairnotice.observation
WHERE observation.camera_id = :camera_id
ORDER BY observation.window_date DESC, observation.sample_number DESC
LIMIT :most;

-- name: configurations
-- What each source of the configuration held when it was read last, and what it held before that.
SELECT
    newest.source,
    newest.window_date,
    newest.since,
    scan.format,
    scan.complete,
    scan.error,
    scan.mentions,
    former.mentions AS former_mentions,
    former.complete AS former_complete
FROM (
    SELECT DISTINCT ON (reading.source)
        reading.source,
        reading.window_date,
        reading.content_sha256,
        (
            SELECT min(first.window_date) FROM fairnotice.analytics_reading AS first
            WHERE
                first.device_id = reading.device_id AND first.source = reading.source
                AND first.content_sha256 = reading.content_sha256
        ) AS since
    FROM fairnotice.analytics_reading AS reading
    WHERE reading.device_id = :camera_id
    ORDER BY reading.source, reading.window_date DESC
) AS newest
INNER JOIN fairnotice.analytics_scan AS scan
    ON newest.source = scan.source AND newest.content_sha256 = scan.content_sha256 AND scan.device_id = :camera_id
LEFT JOIN LATERAL (
    SELECT
        analytics_scan.mentions,
        analytics_scan.complete
    FROM fairnotice.analytics_reading AS reading
    INNER JOIN fairnotice.analytics_scan USING (device_id, source, content_sha256)
    WHERE
        reading.device_id = :camera_id AND reading.source = newest.source AND reading.window_date < newest.window_date
        AND reading.content_sha256 != newest.content_sha256
    ORDER BY reading.window_date DESC
    LIMIT 1
) AS former ON true
ORDER BY newest.source;

-- name: history
SELECT
    finding_event.window_date,
    finding_event.rule_id,
    finding.title,
    finding.force,
    finding_event.change,
    finding_event.verdict_before,
    finding_event.verdict,
    finding_event.confidence,
    finding_event.reasons,
    finding_event.recorded_at
FROM fairnotice.finding_event
LEFT JOIN fairnotice.finding
    ON finding_event.camera_id = finding.camera_id AND finding_event.rule_id = finding.rule_id
WHERE finding_event.camera_id = :camera_id
ORDER BY finding_event.window_date DESC, finding_event.recorded_at DESC, finding_event.rule_id
LIMIT :most;

-- name: claims
SELECT
    exemption_claim.exemption,
    exemption_claim.claimed_by,
    exemption_claim.claimed_on,
    exemption_claim.until
FROM fairnotice.exemption_claim
WHERE exemption_claim.camera_id = :camera_id
ORDER BY exemption_claim.claimed_on DESC, exemption_claim.exemption
LIMIT :most;

-- name: evidence_kinds
SELECT
    evidence.sha256,
    evidence.kind,
    evidence.media_type,
    evidence.size,
    evidence.stored_at
FROM fairnotice.evidence
WHERE evidence.sha256 = ANY (:sha256s);
