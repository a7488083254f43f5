-- Webhooks: where an operator, or the authority, is told by a request; and what else the card shows changes the
-- version of the data.
-- depends: 0021_digests 0022_answers 0020_site_photos

CREATE TABLE fairnotice.webhook_endpoint (
    endpoint_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operator_id text REFERENCES fairnotice.operator ON DELETE CASCADE,
    place text NOT NULL,
    sealed bytea NOT NULL,
    registered_by text NOT NULL,
    registered_at timestamptz NOT NULL,
    disabled_at timestamptz,
    disabled_why text,
    CHECK ((disabled_at IS NULL) = (disabled_why IS NULL))
);
COMMENT ON TABLE fairnotice.webhook_endpoint IS
'Where digests are sent by a signed request; without an operator: those of the authority.';
COMMENT ON COLUMN fairnotice.webhook_endpoint.sealed IS
'Its whole address and its secrets, encrypted by a key that lies in the installation''s home and not in the database.';
CREATE INDEX webhook_endpoint_operator ON fairnotice.webhook_endpoint (operator_id) WHERE disabled_at IS NULL;

CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.review
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();
CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.site_visit
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();
CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.site_photo
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();
CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OF status OR DELETE OR TRUNCATE ON fairnotice.alert
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();
CREATE TRIGGER note_data_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON fairnotice.exemption_claim
FOR EACH STATEMENT EXECUTE FUNCTION fairnotice.note_data_change();
