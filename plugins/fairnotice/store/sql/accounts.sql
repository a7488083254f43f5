-- name: any_account$
SELECT EXISTS (SELECT FROM fairnotice.account);

-- name: add_account$
INSERT INTO fairnotice.account (login, name, role, districts, operator_id, password_hash, created_by)
VALUES (:login, :name, :role, :districts, :operator_id, :password_hash, :created_by)
ON CONFLICT (login) DO NOTHING
RETURNING account_id;

-- name: account_of_login^
SELECT * FROM fairnotice.account
WHERE login = :login;

-- name: account_of_id^
SELECT * FROM fairnotice.account
WHERE account_id = :account_id;

-- name: account_known_as^
SELECT * FROM fairnotice.account
WHERE known_as = :known_as;

-- name: set_known_as!
UPDATE fairnotice.account SET known_as = :known_as
WHERE
    account_id = :account_id
    AND NOT EXISTS (
        SELECT FROM fairnotice.account AS other
        WHERE other.known_as = :known_as AND other.account_id <> :account_id
    );

-- name: accounts
SELECT
    account.*,
    max(account_session.seen_at) AS seen_at
FROM fairnotice.account
LEFT JOIN fairnotice.account_session ON account.account_id = account_session.account_id
GROUP BY account.account_id
ORDER BY account.login;

-- name: set_password!
UPDATE fairnotice.account SET password_hash = :password_hash, password_at = clock_timestamp()
WHERE account_id = :account_id;

-- name: keep_hash!
-- The same password with newer parameters: nobody is signed out for it.
UPDATE fairnotice.account SET password_hash = :password_hash
WHERE account_id = :account_id AND password_hash = :former;

-- name: set_role!
UPDATE fairnotice.account SET role = :role, districts = :districts, operator_id = :operator_id
WHERE account_id = :account_id;

-- name: set_disabled!
UPDATE fairnotice.account SET disabled_at = CASE WHEN :disabled THEN coalesce(disabled_at, clock_timestamp()) END
WHERE account_id = :account_id;

-- name: supervisors_left$
SELECT count(*) FROM fairnotice.account
WHERE role = 'supervisor' AND disabled_at IS NULL AND account_id <> :account_id;

-- name: unknown_districts
SELECT asked.district_id
FROM unnest(cast(:districts AS text [])) AS asked (district_id)
WHERE NOT EXISTS (SELECT FROM fairnotice.district WHERE district.district_id = asked.district_id)
ORDER BY 1;

-- name: operator_exists$
SELECT EXISTS (SELECT FROM fairnotice.operator WHERE operator.operator_id = :operator_id);

-- name: begin_session!
INSERT INTO fairnotice.account_session (token_sha256, account_id, began_at, seen_at)
VALUES (:token_sha256, :account_id, :now, :now);

-- name: account_of_session^
SELECT
    account.*,
    account_session.seen_at
FROM fairnotice.account_session
INNER JOIN fairnotice.account ON account_session.account_id = account.account_id
WHERE
    account_session.token_sha256 = :token_sha256
    AND account_session.seen_at > :idle_since
    AND account_session.began_at > :began_since
    AND account.disabled_at IS NULL;

-- name: touch_session!
UPDATE fairnotice.account_session SET seen_at = :now
WHERE token_sha256 = :token_sha256;

-- name: end_session!
DELETE FROM fairnotice.account_session
WHERE token_sha256 = :token_sha256;

-- name: end_sessions!
DELETE FROM fairnotice.account_session
WHERE account_id = :account_id;

-- name: forget_ended_sessions!
DELETE FROM fairnotice.account_session
WHERE seen_at <= :idle_since OR began_at <= :began_since;

-- name: add_view!
INSERT INTO fairnotice.view_log (account_id, viewer, role, what, ids, why)
VALUES (:account_id, :viewer, :role, :what, :ids, :why);

-- name: views
SELECT
    view_log.view_id,
    view_log.viewed_at,
    view_log.viewer,
    view_log.role,
    view_log.what,
    view_log.ids,
    view_log.why
FROM fairnotice.view_log
WHERE
    view_log.viewed_at >= :since
    AND (cast(:before AS bigint) IS NULL OR view_log.view_id < :before)
    AND (cast(:about AS text) IS NULL OR view_log.ids @> ARRAY[cast(:about AS text)])
    AND (cast(:viewer AS text) IS NULL OR view_log.viewer = :viewer)
ORDER BY view_log.view_id DESC
LIMIT :most;
