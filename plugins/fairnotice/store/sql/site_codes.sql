-- name: code_of_site$
SELECT code FROM fairnotice.site_code WHERE site_id = :site_id;

-- name: add_code!
-- Neither a site that has one by now nor a code that another site has is an error: the caller looks again.
INSERT INTO fairnotice.site_code (site_id, code) VALUES (:site_id, :code) ON CONFLICT DO NOTHING;

-- name: site_of_code$
SELECT site_id FROM fairnotice.site_code WHERE code = :code;

-- name: codes_of_sites
SELECT site_id, code FROM fairnotice.site_code WHERE site_id = ANY (:site_ids);
