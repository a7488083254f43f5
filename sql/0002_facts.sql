-- Facts: append-only, by month. What frames showed and what devices are configured to do.
-- depends: 0001_registry

CREATE TABLE fairnotice.audit (
    audit_id text PRIMARY KEY,
    scope text NOT NULL,
    window_start timestamptz NOT NULL,
    mode text NOT NULL CHECK (mode IN ('regular', 'simulated', 'exercise')),
    packs jsonb,
    summary jsonb,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    UNIQUE (scope, window_start)
);

CREATE TABLE fairnotice.evidence (
    sha256 text PRIMARY KEY CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    kind text NOT NULL CHECK (kind IN ('redacted_frame', 'configuration_excerpt')),
    media_type text NOT NULL,
    size integer NOT NULL CHECK (size > 0),
    stored_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE fairnotice.evidence IS
'Redacted pictures and excerpts by content; the bytes lie in the evidence storage.';

CREATE TABLE fairnotice.observation (
    window_date date NOT NULL,
    camera_id text NOT NULL REFERENCES fairnotice.camera,
    sample_number smallint NOT NULL CHECK (sample_number >= 0),
    observed_at timestamptz NOT NULL,
    fault text,
    fault_detail text,
    usable boolean NOT NULL,
    quality jsonb,
    notices jsonb NOT NULL DEFAULT '[]',
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    model_version text NOT NULL DEFAULT '',
    evidence_sha256 text REFERENCES fairnotice.evidence,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (window_date, camera_id, sample_number)
) PARTITION BY RANGE (window_date);
CREATE INDEX observation_camera ON fairnotice.observation (camera_id, window_date);

CREATE TABLE fairnotice.analytics_scan (
    device_id text NOT NULL,
    source text NOT NULL,
    content_sha256 text NOT NULL,
    format text NOT NULL,
    complete boolean NOT NULL,
    mentions jsonb NOT NULL,
    error text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device_id, source, content_sha256)
);
COMMENT ON TABLE fairnotice.analytics_scan IS
'One row for each content ever read, so it grows with changes and not with nights: not partitioned.';

CREATE TABLE fairnotice.analytics_reading (
    window_date date NOT NULL,
    device_id text NOT NULL,
    source text NOT NULL,
    content_sha256 text NOT NULL,
    PRIMARY KEY (window_date, device_id, source),
    FOREIGN KEY (device_id, source, content_sha256) REFERENCES fairnotice.analytics_scan
) PARTITION BY RANGE (window_date);
COMMENT ON TABLE fairnotice.analytics_reading IS 'Which content a source held in which window.';
CREATE INDEX analytics_reading_device ON fairnotice.analytics_reading (device_id, window_date);

CREATE TABLE fairnotice.site_visit (
    site_id text NOT NULL,
    visited_on date NOT NULL,
    visited_by text NOT NULL,
    notice_found boolean NOT NULL,
    elements jsonb NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (site_id, visited_on, visited_by)
);

CREATE TABLE fairnotice.exemption_claim (
    camera_id text NOT NULL REFERENCES fairnotice.camera,
    exemption text NOT NULL,
    claimed_by text NOT NULL,
    claimed_on date NOT NULL,
    until date,
    PRIMARY KEY (camera_id, exemption, claimed_on)
);
