-- The last wall for what inspectors write at their desk: nothing about cameras and sites outside their districts. A
-- transaction says on whose behalf it writes, as those that read do; what the program itself writes says nothing.
-- depends: 0026_row_security 0025_review_queue 0020_site_photos 0022_answers

-- Its argument says by which column a row names what it is about: camera_id or site_id.
CREATE FUNCTION fairnotice.refuse_other_districts() RETURNS trigger
LANGUAGE plpgsql SET search_path = fairnotice, public, pg_temp AS $$
DECLARE
    own constant text [] := own_districts();
    about text;
BEGIN
    IF current_setting('fairnotice.role', true) IS DISTINCT FROM 'inspector' OR own = '{}' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    -- What it was about counts too: nobody takes over a row of others.
    FOREACH about IN ARRAY ARRAY[to_jsonb(NEW) ->> TG_ARGV[0], to_jsonb(OLD) ->> TG_ARGV[0]] LOOP
        CONTINUE WHEN about IS NULL;
        IF TG_ARGV[0] = 'camera_id' THEN
            PERFORM FROM camera WHERE camera.camera_id = about AND camera.district_id = ANY (own);
        ELSE
            PERFORM FROM camera WHERE camera.site_id = about AND camera.district_id = ANY (own);
        END IF;
        IF NOT found THEN
            RAISE insufficient_privilege USING MESSAGE = format('%s of another district', TG_TABLE_NAME);
        END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END
$$;
COMMENT ON FUNCTION fairnotice.refuse_other_districts IS
'Ends the transaction of an inspector of districts who writes about another one.';

CREATE TRIGGER own_districts_only BEFORE INSERT OR UPDATE OR DELETE ON fairnotice.review
FOR EACH ROW EXECUTE FUNCTION fairnotice.refuse_other_districts('camera_id');
CREATE TRIGGER own_districts_only BEFORE INSERT OR UPDATE OR DELETE ON fairnotice.look_request
FOR EACH ROW EXECUTE FUNCTION fairnotice.refuse_other_districts('camera_id');
CREATE TRIGGER own_districts_only BEFORE INSERT OR UPDATE OR DELETE ON fairnotice.site_visit
FOR EACH ROW EXECUTE FUNCTION fairnotice.refuse_other_districts('site_id');
CREATE TRIGGER own_districts_only BEFORE INSERT OR UPDATE OR DELETE ON fairnotice.site_photo
FOR EACH ROW EXECUTE FUNCTION fairnotice.refuse_other_districts('site_id');
CREATE TRIGGER own_districts_only BEFORE UPDATE ON fairnotice.reply
FOR EACH ROW EXECUTE FUNCTION fairnotice.refuse_other_districts('site_id');
