-- When cameras are looked at: how many frames of each would help, and when nobody may contact them.
-- depends: 0010_camera_health

CREATE TABLE fairnotice.sampling_demand (
    camera_id text PRIMARY KEY REFERENCES fairnotice.camera,
    judged_on date NOT NULL,
    amount text NOT NULL CHECK (amount IN ('less', 'usual', 'more')),
    light text NOT NULL CHECK (light IN ('any', 'noon')),
    why text NOT NULL CHECK (char_length(why) <= 100)
);
COMMENT ON TABLE fairnotice.sampling_demand IS
'How many frames of a camera help its judgement, by what was last said of it. It plans later days, and judges nothing.';
COMMENT ON COLUMN fairnotice.sampling_demand.judged_on IS
'Window whose judgement said so first. Days up to it were planned without it.';

CREATE TABLE fairnotice.maintenance (
    maintenance_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL CHECK (subject IN ('camera', 'site', 'source')),
    subject_id text NOT NULL,
    starts timestamptz NOT NULL,
    ends timestamptz,
    weekly text CHECK (char_length(weekly) <= 500),
    timezone text,
    said_by text NOT NULL,
    reason text NOT NULL CHECK (char_length(reason) <= 300),
    set_at timestamptz NOT NULL,
    lifted_at timestamptz,
    CHECK (ends > starts),
    CHECK ((weekly IS NULL) = (timezone IS NULL)),
    CHECK (weekly IS NOT NULL OR ends IS NOT NULL)
);
COMMENT ON TABLE fairnotice.maintenance IS
'When a camera, or every camera of a site or source, is not to be contacted: once, or at hours of the week.';
COMMENT ON COLUMN fairnotice.maintenance.weekly IS
'Hours in OpenStreetMap''s notation, in the time zone beside it; none: the whole time from starts to ends.';
