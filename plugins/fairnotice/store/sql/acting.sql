-- name: act!
SELECT
    set_config('fairnotice.role', :role, true),
    set_config('fairnotice.districts', cast(cast(:districts AS text []) AS text), true);
