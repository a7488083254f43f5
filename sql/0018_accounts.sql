-- Accounts of those who look at the map on its own, their sessions, and what evidence was shown to whom.
-- depends: 0015_map_cells

CREATE TABLE fairnotice.account (
    account_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login text NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9][a-z0-9._@+-]{0,99}$'),
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 200),
    role text NOT NULL CHECK (role IN ('operator', 'inspector', 'supervisor')),
    districts text [] NOT NULL DEFAULT '{}',
    operator_id text,
    password_hash text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    password_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    disabled_at timestamptz,
    CHECK ((role = 'operator') = (operator_id IS NOT NULL)),
    CHECK (role = 'inspector' OR districts = '{}')
);
COMMENT ON COLUMN fairnotice.account.districts IS 'Whose cameras an inspector sees one by one; none: those of all.';
-- No reference: an operator that no camera names any more goes in its time, and its account then sees nothing.
COMMENT ON COLUMN fairnotice.account.operator_id IS 'Whose cameras an operator sees.';
COMMENT ON COLUMN fairnotice.account.password_hash IS 'Argon2id, with its own salt and parameters.';

CREATE TABLE fairnotice.account_session (
    token_sha256 text PRIMARY KEY CHECK (token_sha256 ~ '^[0-9a-f]{64}$'),
    account_id integer NOT NULL REFERENCES fairnotice.account ON DELETE CASCADE,
    began_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
COMMENT ON TABLE fairnotice.account_session IS
'Who is signed in. Only a hash of the token is kept; a changed password, role or state ends all of an account.';
CREATE INDEX account_session_account ON fairnotice.account_session (account_id);
CREATE INDEX account_session_seen ON fairnotice.account_session (seen_at);

CREATE TABLE fairnotice.view_log (
    view_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    viewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    account_id integer,
    viewer text NOT NULL,
    role text NOT NULL,
    what text NOT NULL,
    ids text [] NOT NULL,
    why text NOT NULL
);
COMMENT ON TABLE fairnotice.view_log IS 'What evidence was shown to whom, when and why: nothing of it is ever changed.';
CREATE INDEX view_log_at ON fairnotice.view_log (viewed_at);
CREATE INDEX view_log_ids ON fairnotice.view_log USING gin (ids);
