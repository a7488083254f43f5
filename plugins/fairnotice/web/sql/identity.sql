-- name: tell^
SELECT
    set_config('fairnotice.role', :role, true) AS role,
    set_config('fairnotice.districts', cast(cast(:districts AS text []) AS text), true) AS districts,
    set_config('fairnotice.operator_id', :operator_id, true) AS operator_id;
