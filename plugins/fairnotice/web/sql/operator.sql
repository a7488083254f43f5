-- What an operator is shown of its own cameras. A failing is shown once an inspector let the message about it go, or the
-- authority asks for no release; what nobody can tell is shown as a question, and the rest is nobody's accusation.
-- What a photo would settle is told by the first reason's code, as where it is asked for (`store.photo_requests`).
-- Every statement is given the operator's id, and the site where whoever asks may see that one alone.

-- name: operator^
SELECT operator_id, name, kind, coalesce(record ->> 'language', 'en') AS language FROM fairnotice.operator
WHERE operator_id = :operator_id;

-- name: sites
-- Those with something to put right first, then those where a photo would help.
WITH own AS (
    SELECT camera.* FROM fairnotice.camera
    INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
    WHERE
        camera.operator_id = :operator_id AND camera.gone_since IS NULL AND registry_source.mode <> 'exercise'
        AND (:site_id::text IS NULL OR camera.site_id = :site_id)
),

said AS (
    SELECT
        own.site_id,
        own.camera_id,
        count(*) FILTER (WHERE shown.is_told) AS told,
        count(*) FILTER (WHERE shown.is_asked) AS asked
    FROM own
    LEFT JOIN LATERAL (
        SELECT
            finding.verdict = 'fail' AND fairnotice.is_told(finding.camera_id, finding.rule_id) AS is_told,
            finding.verdict IN ('unknown', 'review') AND finding.reasons #>> '{0,code}' = ANY (:settled::text []) AS is_asked
        FROM fairnotice.finding
        WHERE finding.camera_id = own.camera_id
    ) AS shown ON true
    GROUP BY own.site_id, own.camera_id
)

SELECT
    own.site_id,
    bool_or(own.site_declared) AS declared,
    min(own.name) AS name,
    min(own.jurisdiction) AS jurisdiction,
    bool_or(registry_source.mode = 'simulated') AS is_simulated,
    count(*) AS cameras,
    count(*) FILTER (WHERE said.told > 0) AS failing,
    count(*) FILTER (WHERE said.asked > 0) AS asked,
    avg(st_x(own.geom)) AS lon,
    avg(st_y(own.geom)) AS lat,
    min(own.record ->> 'purpose') AS purpose,
    min(own.record ->> 'legal_basis') AS legal_basis,
    min((own.record ->> 'retention_days')::integer) AS retention_days,
    min(site_code.code) AS code,
    count(*) OVER () AS sites
FROM own
INNER JOIN fairnotice.registry_source ON own.source = registry_source.source
INNER JOIN said ON own.camera_id = said.camera_id
LEFT JOIN fairnotice.site_code ON own.site_id = site_code.site_id
GROUP BY own.site_id
ORDER BY count(*) FILTER (WHERE said.told > 0) DESC, count(*) FILTER (WHERE said.asked > 0) DESC, own.site_id
LIMIT :most OFFSET :skip;

-- name: findings_of_sites
SELECT
    camera.site_id,
    camera.camera_id,
    camera.name AS camera,
    finding.rule_id,
    finding.pack_id,
    finding.pack_version,
    finding.title,
    finding.verdict,
    finding.force,
    fairnotice.is_policy(finding.force) AS is_policy,
    finding.breach_of_law,
    finding.severity,
    finding.proof,
    finding.reasons,
    finding.citation,
    finding.evidence,
    finding.remedy,
    finding.since,
    finding.overrule ->> 'until' AS overruled_until,
    told.due_on,
    told.told_at,
    answer.answer,
    answer.due AS promised_for,
    answer.said_at AS answered_at,
    answer.reply_id
FROM fairnotice.camera
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
INNER JOIN fairnotice.finding ON camera.camera_id = finding.camera_id
LEFT JOIN LATERAL (
    SELECT
        alert.sent_at AS told_at,
        (to_jsonb(alert) ->> 'due_on')::date AS due_on
    FROM fairnotice.alert
    WHERE alert.camera_id = finding.camera_id AND alert.rule_id = finding.rule_id AND alert.kind = 'finding'
    ORDER BY alert.created_at DESC
    LIMIT 1
) AS told ON true
LEFT JOIN fairnotice.finding_answer AS answer
    ON finding.camera_id = answer.camera_id AND finding.rule_id = answer.rule_id
WHERE
    camera.operator_id = :operator_id AND camera.site_id = ANY (:site_ids) AND camera.gone_since IS NULL
    AND registry_source.mode <> 'exercise'
    AND (
        (finding.verdict = 'fail' AND fairnotice.is_told(finding.camera_id, finding.rule_id))
        OR (finding.verdict IN ('unknown', 'review') AND finding.reasons #>> '{0,code}' = ANY (:settled::text []))
    )
ORDER BY camera.site_id, fairnotice.verdict_rank(finding.verdict), finding.rule_id, camera.camera_id;

-- name: findings_to_answer
-- Which findings of a site a reply can be about: what the operator was told, and with a photo what nobody can tell too.
SELECT
    finding.camera_id,
    finding.rule_id
FROM fairnotice.finding
INNER JOIN fairnotice.camera ON finding.camera_id = camera.camera_id
INNER JOIN fairnotice.registry_source ON camera.source = registry_source.source
WHERE
    camera.operator_id = :operator_id AND camera.site_id = :site_id AND camera.gone_since IS NULL
    AND registry_source.mode <> 'exercise'
    AND (:rule_ids::text [] IS NULL OR finding.rule_id = ANY (:rule_ids))
    AND (:camera_ids::text [] IS NULL OR finding.camera_id = ANY (:camera_ids))
    AND (
        (finding.verdict = 'fail' AND fairnotice.is_told(finding.camera_id, finding.rule_id))
        OR (finding.verdict IN ('unknown', 'review') AND finding.reasons #>> '{0,code}' = ANY (:settled::text []))
    );

-- name: own_camera^
SELECT
    camera.camera_id,
    camera.site_id,
    camera.jurisdiction,
    operator.kind AS operator_kind
FROM fairnotice.camera
INNER JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
WHERE
    camera.camera_id = :camera_id AND camera.operator_id = :operator_id AND camera.gone_since IS NULL
    AND (:site_id::text IS NULL OR camera.site_id = :site_id);

-- name: own_site^
SELECT
    camera.site_id,
    min(camera.jurisdiction) AS jurisdiction,
    count(*) AS cameras
FROM fairnotice.camera
WHERE camera.operator_id = :operator_id AND camera.site_id = :site_id AND camera.gone_since IS NULL
GROUP BY camera.site_id;

-- name: site_of_notice^
-- What the registry knows of a site that its notice says.
SELECT
    camera.site_id,
    min(camera.jurisdiction) AS jurisdiction,
    min(operator.name) AS operator,
    min(camera.record ->> 'purpose') AS purpose,
    min(camera.record ->> 'legal_basis') AS legal_basis
FROM fairnotice.camera
INNER JOIN fairnotice.operator ON camera.operator_id = operator.operator_id
WHERE camera.site_id = :site_id AND camera.gone_since IS NULL
GROUP BY camera.site_id;

-- name: own_evidence$
-- Of a finding that is shown to its operator, or of the operator's own reply.
SELECT EXISTS (
    SELECT FROM fairnotice.finding
    INNER JOIN fairnotice.camera ON finding.camera_id = camera.camera_id
    WHERE
        finding.evidence @> ARRAY[:sha256::text] AND camera.operator_id = :operator_id AND camera.gone_since IS NULL
        AND (:site_id::text IS NULL OR camera.site_id = :site_id)
        AND (
            (finding.verdict = 'fail' AND fairnotice.is_told(finding.camera_id, finding.rule_id))
            OR (finding.verdict IN ('unknown', 'review') AND finding.reasons #>> '{0,code}' = ANY (:settled::text []))
        )
) OR EXISTS (
    SELECT FROM fairnotice.reply
    WHERE
        reply.operator_id = :operator_id AND reply.evidence @> ARRAY[:sha256::text]
        AND (:site_id::text IS NULL OR reply.site_id = :site_id)
);
