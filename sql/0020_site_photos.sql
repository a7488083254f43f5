-- Photos of sites: what inspectors and operators took with a phone, what was seen in it, and nothing else of it.
-- depends: 0015_map_cells

CREATE TABLE fairnotice.site_photo (
    photo_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    site_id text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('visit', 'reply')),
    file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
    handed_in_by text NOT NULL CHECK (char_length(handed_in_by) <= 300),
    received_at timestamptz NOT NULL,
    taken_at timestamp,
    taken_offset interval,
    taken_when text NOT NULL CHECK (taken_when IN ('agrees', 'contradicts', 'not_said')),
    taken_where text NOT NULL CHECK (taken_where IN ('agrees', 'contradicts', 'not_said')),
    distance_m integer CHECK (distance_m >= 0),
    outcome text NOT NULL CHECK (outcome IN ('notice', 'unclear', 'nothing', 'unusable')),
    confidence real CHECK (confidence BETWEEN 0 AND 1),
    quality jsonb NOT NULL,
    notices jsonb NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    model_version text NOT NULL,
    likeness bit(256) NOT NULL,
    reused_from text [] NOT NULL DEFAULT '{}',
    evidence_sha256 text REFERENCES fairnotice.evidence ON DELETE SET NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'rejected')),
    decided_by text CHECK (char_length(decided_by) <= 300),
    decided_at timestamptz,
    reason text CHECK (char_length(reason) <= 2000),
    UNIQUE (site_id, kind, file_sha256),
    CHECK ((state = 'waiting') = (decided_at IS NULL))
);
COMMENT ON TABLE fairnotice.site_photo IS
'One photo of a site as a fact: what was seen in it. The photo is kept nowhere; its redacted picture is evidence.';
COMMENT ON COLUMN fairnotice.site_photo.file_sha256 IS
'Of the file that was handed in, so that the same one sent twice is one photo.';
COMMENT ON COLUMN fairnotice.site_photo.taken_at IS
'By the clock of whoever took it; taken_offset says its time zone, if known.';
COMMENT ON COLUMN fairnotice.site_photo.distance_m IS
'From where it says that it was taken to the nearest camera of the site, to 10 m; the place itself is not kept.';
COMMENT ON COLUMN fairnotice.site_photo.likeness IS
'Fingerprint by which it is known again, scaled or compressed anew; compared by the number of bits that differ.';
COMMENT ON COLUMN fairnotice.site_photo.reused_from IS 'Other sites for which the same photo was handed in before.';
CREATE INDEX site_photo_site ON fairnotice.site_photo (site_id, received_at);
CREATE INDEX site_photo_waiting ON fairnotice.site_photo (received_at) WHERE state = 'waiting';
CREATE INDEX site_photo_evidence ON fairnotice.site_photo (evidence_sha256) WHERE evidence_sha256 IS NOT NULL;
CREATE INDEX site_photo_received ON fairnotice.site_photo (received_at);

CREATE FUNCTION fairnotice.photo_kept_because(photo fairnotice.site_photo) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN photo.state = 'waiting' THEN 'a photo that waits for an inspector'
        WHEN photo.state = 'accepted' AND EXISTS (
            SELECT FROM fairnotice.camera
            INNER JOIN fairnotice.finding USING (camera_id)
            WHERE
                camera.site_id = photo.site_id AND finding.verdict IN ('fail', 'review') AND finding.proof = 'site_visit'
        ) THEN 'a finding that stands'
    END
$$;
COMMENT ON FUNCTION fairnotice.photo_kept_because IS
'Why a photo and its picture are kept past their period: nobody has decided about it, or a finding rests on it.';
