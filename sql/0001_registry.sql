-- The registry: who runs cameras, where they stand, and what every import brought.
-- depends:

CREATE EXTENSION IF NOT EXISTS postgis;
CREATE SCHEMA IF NOT EXISTS fairnotice;

-- Worst first, as in the domain: the order in which verdicts of several rules combine for a camera.
CREATE FUNCTION fairnotice.verdict_rank(verdict text) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN array_position(ARRAY['fail', 'review', 'unknown', 'pass', 'not_applicable'], verdict)::smallint;

CREATE TABLE fairnotice.registry_source (
    source text PRIMARY KEY,
    mode text NOT NULL DEFAULT 'regular' CHECK (mode IN ('regular', 'simulated', 'exercise')),
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE fairnotice.registry_source IS
'Where cameras come from; its mode decides whether anyone is ever alerted.';

CREATE TABLE fairnotice.operator (
    operator_id text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    record jsonb NOT NULL
);

CREATE TABLE fairnotice.camera (
    camera_id text PRIMARY KEY,
    source text NOT NULL REFERENCES fairnotice.registry_source,
    source_id text NOT NULL,
    name text NOT NULL DEFAULT '',
    operator_id text REFERENCES fairnotice.operator,
    site_id text NOT NULL,
    site_declared boolean NOT NULL,
    site_class text NOT NULL,
    jurisdiction text,
    jurisdiction_declared text,
    geom geometry (POINT, 4326) NOT NULL,
    geom_3857 geometry (POINT, 3857) NOT NULL GENERATED ALWAYS AS (st_transform(geom, 3857)) STORED,
    azimuth real,
    field_of_view real,
    record jsonb NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    gone_since timestamptz,
    UNIQUE (source, source_id)
);
COMMENT ON COLUMN fairnotice.camera.record IS 'The whole validated camera; the other columns are copies to query by.';
COMMENT ON COLUMN fairnotice.camera.gone_since IS
'Set when a complete feed no longer lists the camera; rows are never deleted by an import.';
CREATE INDEX camera_geom ON fairnotice.camera USING gist (geom);
CREATE INDEX camera_geom_3857 ON fairnotice.camera USING gist (geom_3857);
CREATE INDEX camera_operator ON fairnotice.camera (operator_id);
CREATE INDEX camera_site ON fairnotice.camera (site_id);

CREATE TABLE fairnotice.registry_import (
    import_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source text NOT NULL REFERENCES fairnotice.registry_source,
    format text NOT NULL,
    content_sha256 text NOT NULL,
    complete boolean NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    gone integer NOT NULL,
    unchanged integer NOT NULL,
    rejected integer NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE fairnotice.rejected_row (
    import_id bigint NOT NULL REFERENCES fairnotice.registry_import,
    position bigint NOT NULL,
    reason text NOT NULL,
    raw text NOT NULL,
    PRIMARY KEY (import_id, position, reason)
);
COMMENT ON TABLE fairnotice.rejected_row IS 'Rows that an import could not take, with the reason: nothing is lost.';
