-- What a camera's newest frame is compared with: its known view, and its last picture.
-- depends: 0004_views

CREATE TABLE fairnotice.camera_move (
    camera_id text NOT NULL REFERENCES fairnotice.camera,
    moved_on date NOT NULL,
    confirmed_by text NOT NULL,
    confirmed_at timestamptz NOT NULL,
    PRIMARY KEY (camera_id, moved_on, confirmed_by)
);
COMMENT ON TABLE fairnotice.camera_move IS
'A fact: a person confirmed that the camera shows another view since that day.';

CREATE TABLE fairnotice.camera_view (
    camera_id text PRIMARY KEY REFERENCES fairnotice.camera,
    description bytea CHECK (octet_length(description) <= 1024),
    described_at timestamptz,
    described_in date,
    picture_sha256 text CHECK (picture_sha256 ~ '^[0-9a-f]{64}$'),
    picture_sample bytea CHECK (octet_length(picture_sample) <= 1029),
    picture_since timestamptz,
    seen_at timestamptz,
    CHECK ((description IS NULL) = (described_at IS NULL AND described_in IS NULL)),
    CHECK ((picture_sha256 IS NULL) = (picture_sample IS NULL AND picture_since IS NULL AND seen_at IS NULL))
);
COMMENT ON TABLE fairnotice.camera_view IS
'One row for each camera, no picture: coarse directions of edges, and a hash with a few hundred scattered grey values.';
COMMENT ON COLUMN fairnotice.camera_view.described_in IS
'Window of the frame that the description is of; the frames of that window are compared with nothing.';
COMMENT ON COLUMN fairnotice.camera_view.picture_since IS
'When the picture that was last seen was first seen.';
