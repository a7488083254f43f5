-- name: enqueue*!
INSERT INTO fairnotice.alert (
    cause, kind, audit_id, camera_id, rule_id, operator_id, site_id, about, status, payload, ready_at
)
VALUES (
    :cause, :kind, :audit_id, :camera_id, :rule_id, :operator_id, :site_id, :about, :status, :payload,
    coalesce(:ready_at, now())
)
ON CONFLICT (cause) DO UPDATE SET
status = excluded.status, payload = excluded.payload, ready_at = excluded.ready_at, digest_id = NULL
WHERE alert.status = 'withdrawn';

-- name: withdraw_unsent!
UPDATE fairnotice.alert SET status = 'withdrawn'
WHERE camera_id = :camera_id AND rule_id = :rule_id AND kind = ANY (:kinds) AND status IN ('held', 'ready');

-- name: told_of_failure$
-- The newest word counts: after 'in order now' nothing is left to take back.
SELECT coalesce((
    SELECT alert.kind = 'finding' FROM fairnotice.alert
    WHERE
        alert.camera_id = :camera_id AND alert.rule_id = :rule_id
        AND (
            (alert.kind = 'finding' AND alert.status IN ('sending', 'sent'))
            OR (alert.kind = 'resolved' AND alert.status <> 'withdrawn')
        )
    ORDER BY alert.created_at DESC
    LIMIT 1
), false);

-- name: withdraw!
UPDATE fairnotice.alert SET status = 'withdrawn' WHERE alert_id = ANY (:alert_ids) AND status IN ('held', 'ready');

-- name: held_of_audit$
SELECT count(*) FROM fairnotice.alert WHERE audit_id = :audit_id AND kind = 'finding' AND status = 'held';

-- name: held
SELECT alert.*, camera.name AS camera_name FROM fairnotice.alert
INNER JOIN fairnotice.camera USING (camera_id)
WHERE
    alert.status = 'held' AND alert.kind = 'finding' AND camera.gone_since IS NULL
    AND alert.payload ->> 'mode' = coalesce(:mode, alert.payload ->> 'mode')
ORDER BY alert.created_at, alert.alert_id;

-- name: release
UPDATE fairnotice.alert SET status = 'ready', ready_at = :at
WHERE status = 'held' AND camera_id = :camera_id AND rule_id = :rule_id
RETURNING alert_id;

-- name: groups
-- Who has something that is due, and in what mode. Of an invented town everything is due at once; an operator gets one
-- digest for a night, and what is told at once beside it.
SELECT
    due.*,
    :at_once::boolean AS at_once
FROM (
    SELECT DISTINCT
        CASE WHEN alert.kind = ANY (:authority_kinds) THEN 'authority' ELSE 'operator' END AS audience,
        CASE WHEN alert.kind <> ALL (:authority_kinds) THEN alert.operator_id END AS operator_id,
        coalesce(alert.payload ->> 'mode', 'regular') AS mode
    FROM fairnotice.alert
    WHERE
        alert.status = 'ready' AND alert.digest_id IS NULL
        AND CASE
            WHEN :at_once::boolean THEN
                alert.kind = ANY (:authority_kinds) OR alert.payload ->> 'mode' = 'simulated'
                OR (
                    alert.kind = 'finding'
                    AND (
                        alert.rule_id = ANY (:at_once_rules)
                        OR alert.payload ->> 'severity' = ANY (:at_once_severities)
                    )
                )
            ELSE alert.kind <> ALL (:authority_kinds) AND alert.ready_at < :boundary
        END
) AS due
WHERE
    :at_once::boolean
    OR NOT EXISTS (
        SELECT FROM fairnotice.digest
        WHERE
            digest.composed_at >= :boundary AND digest.audience = 'operator' AND NOT digest.at_once
            AND digest.operator_id IS NOT DISTINCT FROM due.operator_id AND digest.mode = due.mode
            AND digest.status <> 'withdrawn'
    )
ORDER BY due.audience, due.operator_id, due.mode;

-- name: group_lock$
-- One composer at a time for whom it is about, so that what belongs together is not torn apart.
SELECT pg_try_advisory_xact_lock(hashtextextended('fairnotice.digest|' || :whom, 0));

-- name: take_of_operator
SELECT alert.* FROM fairnotice.alert
WHERE
    alert.status = 'ready' AND alert.digest_id IS NULL AND alert.operator_id = :operator_id
    AND alert.kind <> ALL (:authority_kinds)
    AND coalesce(alert.payload ->> 'mode', 'regular') = :mode
    AND CASE
        WHEN :at_once::boolean THEN
            :mode = 'simulated'
            OR (
                alert.kind = 'finding'
                AND (alert.rule_id = ANY (:at_once_rules) OR alert.payload ->> 'severity' = ANY (:at_once_severities))
            )
        ELSE alert.ready_at < :boundary
    END
    AND NOT fairnotice.alert_is_muted(alert, :now)
ORDER BY alert.created_at, alert.alert_id
FOR UPDATE;

-- name: take_of_nobody
-- What is about cameras whose operator is not known.
SELECT alert.* FROM fairnotice.alert
WHERE
    alert.status = 'ready' AND alert.digest_id IS NULL AND alert.operator_id IS NULL
    AND alert.kind <> ALL (:authority_kinds)
    AND coalesce(alert.payload ->> 'mode', 'regular') = :mode
    AND CASE
        WHEN :at_once::boolean THEN
            :mode = 'simulated'
            OR (
                alert.kind = 'finding'
                AND (alert.rule_id = ANY (:at_once_rules) OR alert.payload ->> 'severity' = ANY (:at_once_severities))
            )
        ELSE alert.ready_at < :boundary
    END
    AND NOT fairnotice.alert_is_muted(alert, :now)
ORDER BY alert.created_at, alert.alert_id
FOR UPDATE;

-- name: take_of_authority
SELECT alert.* FROM fairnotice.alert
WHERE
    alert.status = 'ready' AND alert.digest_id IS NULL AND alert.kind = ANY (:authority_kinds)
    AND coalesce(alert.payload ->> 'mode', 'regular') = :mode
ORDER BY alert.created_at, alert.alert_id
FOR UPDATE;

-- name: of_operator
-- What an operator would be told now, released or not, without taking it.
SELECT alert.* FROM fairnotice.alert
WHERE
    alert.operator_id IS NOT DISTINCT FROM :operator_id AND alert.digest_id IS NULL
    AND alert.kind <> ALL (:authority_kinds)
    AND (alert.status = 'ready' OR (alert.status = 'held' AND :held_too::boolean))
ORDER BY alert.created_at, alert.alert_id;

-- name: of_digest
SELECT alert.* FROM fairnotice.alert WHERE alert.digest_id = :digest_id ORDER BY alert.created_at, alert.alert_id;

-- name: waiting_operators
SELECT
    alert.operator_id,
    coalesce(operator.name, '') AS name,
    count(*) FILTER (WHERE alert.status = 'held') AS held,
    count(*) FILTER (WHERE alert.status = 'ready') AS ready,
    min(alert.created_at) AS since
FROM fairnotice.alert
LEFT JOIN fairnotice.operator ON alert.operator_id = operator.operator_id
WHERE alert.status IN ('held', 'ready') AND alert.digest_id IS NULL AND alert.kind <> ALL (:authority_kinds)
GROUP BY alert.operator_id, operator.name
ORDER BY since, alert.operator_id;

-- name: remind!
-- Of what was told and still fails: the last of the days that have passed since, once each. Whoever said by when is not
-- reminded before that day, and what waits for an inspector's decision is not the operator's to do.
INSERT INTO fairnotice.alert (
    cause, kind, audit_id, camera_id, rule_id, operator_id, site_id, about, status, payload, ready_at
)
SELECT
    'reminder|' || told.alert_id || '|' || step.days, 'reminder', told.audit_id, told.camera_id, told.rule_id,
    told.operator_id, told.site_id, told.alert_id, 'ready',
    told.payload || jsonb_build_object(
        'days', (:now AT TIME ZONE 'UTC')::date - (told.sent_at AT TIME ZONE 'UTC')::date,
        'told_on', (told.sent_at AT TIME ZONE 'UTC')::date, 'due_on', told.due_on
    ),
    date_trunc('day', :now AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
FROM fairnotice.alert AS told
INNER JOIN fairnotice.finding ON told.camera_id = finding.camera_id AND told.rule_id = finding.rule_id
INNER JOIN fairnotice.camera ON told.camera_id = camera.camera_id
CROSS JOIN LATERAL (
    SELECT max(passed.days) AS days
    FROM (
        SELECT unnest(:days::int []) AS days
        UNION ALL
        SELECT told.due_on - (told.sent_at AT TIME ZONE 'UTC')::date
    ) AS passed
    WHERE (told.sent_at AT TIME ZONE 'UTC')::date + passed.days <= (:now AT TIME ZONE 'UTC')::date
) AS step
WHERE
    told.kind = 'finding' AND told.status = 'sent' AND told.digest_id IS NOT NULL
    AND told.sent_at > :now - interval '200 days'
    AND step.days IS NOT NULL AND finding.verdict = 'fail' AND camera.gone_since IS NULL
    AND fairnotice.alert_is_open(told)
    AND NOT EXISTS (
        SELECT FROM fairnotice.alert AS reminded
        WHERE reminded.about = told.alert_id AND reminded.ready_at > :now - interval '3 days'
    )
    AND NOT EXISTS (
        SELECT FROM fairnotice.finding_answer AS said
        WHERE
            said.camera_id = told.camera_id AND said.rule_id = told.rule_id AND said.said_at > told.sent_at
            AND (
                said.answer IN ('disputed', 'fix_claimed', 'fix_verified', 'dispute_upheld')
                OR (said.answer = 'promised' AND said.due >= (:now AT TIME ZONE 'UTC')::date)
            )
    )
    AND NOT EXISTS (
        SELECT FROM fairnotice.alert AS later
        WHERE
            later.camera_id = told.camera_id AND later.rule_id = told.rule_id AND later.kind = 'finding'
            AND later.status IN ('sending', 'sent') AND later.sent_at > told.sent_at
    )
ON CONFLICT (cause) DO NOTHING;

-- name: escalate!
-- What its operator did not put right by the day that it was asked for, once, to the authority.
INSERT INTO fairnotice.alert (
    cause, kind, audit_id, camera_id, rule_id, operator_id, site_id, about, status, payload, ready_at
)
SELECT
    'escalation|' || told.alert_id, 'escalation', told.audit_id, told.camera_id, told.rule_id, told.operator_id,
    told.site_id, told.alert_id, 'ready',
    told.payload || jsonb_build_object(
        'told_on', (told.sent_at AT TIME ZONE 'UTC')::date, 'due_on', told.due_on,
        'operator', coalesce(operator.name, '')
    ),
    :now
FROM fairnotice.alert AS told
INNER JOIN fairnotice.finding ON told.camera_id = finding.camera_id AND told.rule_id = finding.rule_id
INNER JOIN fairnotice.camera ON told.camera_id = camera.camera_id
LEFT JOIN fairnotice.operator ON told.operator_id = operator.operator_id
WHERE
    told.kind = 'finding' AND told.status = 'sent' AND told.due_on < (:now AT TIME ZONE 'UTC')::date
    AND told.sent_at > :now - interval '400 days'
    AND finding.verdict = 'fail' AND camera.gone_since IS NULL AND fairnotice.alert_is_open(told)
    AND NOT EXISTS (
        SELECT FROM fairnotice.finding_answer AS said
        WHERE
            said.camera_id = told.camera_id AND said.rule_id = told.rule_id AND said.said_at > told.sent_at
            AND said.answer IN ('disputed', 'fix_claimed', 'fix_verified', 'dispute_upheld')
    )
ON CONFLICT (cause) DO NOTHING;

-- name: announce_ended_mutes
WITH ended AS (
    UPDATE fairnotice.mute SET announced_at = :now
    WHERE announced_at IS NULL AND least(ends, lifted_at) <= :now
    RETURNING *
)

INSERT INTO fairnotice.alert (cause, kind, status, payload, ready_at)
SELECT
    'mute_ended|' || mute_id, 'mute_ended', 'ready',
    jsonb_build_object(
        'mode', 'regular', 'subject', subject, 'subject_id', subject_id, 'said_by', said_by, 'reason', reason,
        'starts', (starts AT TIME ZONE 'UTC')::date, 'ends', (least(ends, lifted_at) AT TIME ZONE 'UTC')::date,
        'lifted', lifted_at IS NOT NULL
    ),
    :now
FROM ended
ON CONFLICT (cause) DO NOTHING
RETURNING alert_id;
