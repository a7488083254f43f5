-- name: newest_manifest^
SELECT number, document FROM fairnotice.audit_manifest WHERE audit_id = :audit_id
ORDER BY number DESC
LIMIT 1;

-- name: add_manifest!
INSERT INTO fairnotice.audit_manifest (audit_id, number, document) VALUES (:audit_id, :number, :document);

-- name: is_newest_audit$
SELECT NOT EXISTS (
    SELECT FROM fairnotice.audit AS newer
    WHERE newer.scope = :scope AND newer.window_start > :window_start AND newer.finished_at IS NOT NULL
);

-- name: findings_of_scope
-- What holds for the cameras of a scope, in the order of the codes of their characters, which no server's language
-- changes.
SELECT
    finding.camera_id,
    finding.rule_id,
    finding.verdict
FROM fairnotice.finding
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    camera.gone_since IS NULL
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
ORDER BY finding.camera_id COLLATE "C", finding.rule_id COLLATE "C";

-- name: changes_of_audit
-- An inspector's decisions are about an audit, but not its own doing.
SELECT change, count(*) AS events FROM fairnotice.finding_event
WHERE audit_id = :audit_id AND window_date = :window_date AND change NOT IN ('overruled', 'confirmed')
AND sequence IS NOT NULL
GROUP BY change
ORDER BY change;

-- name: models_of_window
SELECT DISTINCT observation.model_version
FROM fairnotice.observation
INNER JOIN fairnotice.camera USING (camera_id)
INNER JOIN fairnotice.registry_source USING (source)
WHERE
    observation.window_date = :window_date AND observation.model_version <> ''
    AND (camera.source = :scope OR (:scope = 'all' AND registry_source.mode = 'regular'))
ORDER BY observation.model_version;
