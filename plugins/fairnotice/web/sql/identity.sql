-- name: tell^
SELECT
    set_config('fairnotice.role', :role, true) AS role,
    set_config('fairnotice.districts', cast(cast(:districts AS text []) AS text), true) AS districts,
    set_config('fairnotice.operator_id', :operator_id, true) AS operator_id,
    set_config('role', :database_role, true) AS database_role;

-- name: reach^
-- Nothing was said where the program itself asks.
SELECT
    cast(coalesce(nullif(current_setting('fairnotice.districts', true), ''), '{}') AS text []) AS districts,
    nullif(current_setting('fairnotice.operator_id', true), '') AS operator_id,
    coalesce(current_setting('fairnotice.role', true), '') AS role;
