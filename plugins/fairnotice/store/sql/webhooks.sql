-- name: add_endpoint$
INSERT INTO fairnotice.webhook_endpoint (operator_id, place, sealed, registered_by, registered_at)
VALUES (:operator_id, :place, :sealed, :registered_by, :now)
RETURNING endpoint_id;

-- name: endpoints
SELECT endpoint.*, operator.name AS operator FROM fairnotice.webhook_endpoint AS endpoint
LEFT JOIN fairnotice.operator ON endpoint.operator_id = operator.operator_id
ORDER BY endpoint.endpoint_id;

-- name: lock_endpoint^
SELECT endpoint.*, NULL AS operator FROM fairnotice.webhook_endpoint AS endpoint
WHERE endpoint_id = :endpoint_id
FOR UPDATE;

-- name: seal_endpoint!
UPDATE fairnotice.webhook_endpoint SET sealed = :sealed WHERE endpoint_id = :endpoint_id;

-- name: disable_endpoint$
UPDATE fairnotice.webhook_endpoint SET disabled_at = :now, disabled_why = :why
WHERE endpoint_id = :endpoint_id AND disabled_at IS NULL
RETURNING endpoint_id;

-- name: operator_exists$
SELECT exists(SELECT FROM fairnotice.operator WHERE operator_id = :operator_id);

-- name: endpoints_of_operator
SELECT endpoint.*, NULL AS operator FROM fairnotice.webhook_endpoint AS endpoint
WHERE
    endpoint.disabled_at IS NULL
    AND (endpoint.operator_id = :operator_id OR (endpoint.operator_id IS NULL AND :operator_id::text IS NULL))
ORDER BY endpoint.endpoint_id;
