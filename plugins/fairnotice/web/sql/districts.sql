-- name: names
SELECT district_id, names FROM fairnotice.district WHERE district_id = ANY(:ids);

-- name: districts
-- With counts as of now or of a former day; the outline only where it is asked for.
SELECT
    district.district_id,
    district.name,
    district.names,
    district.source,
    share.*,
    coalesce(counted.not_applicable, 0) AS not_applicable,
    coalesce(counted.breaches_of_law, 0) AS breaches_of_law,
    ARRAY[
        st_xmin(district.geom), st_ymin(district.geom), st_xmax(district.geom), st_ymax(district.geom)
    ] AS bbox,
    (
        SELECT ARRAY[st_x(inside.place), st_y(inside.place)]
        FROM fairnotice.district_outline AS outline
        CROSS JOIN LATERAL (SELECT st_transform(st_pointonsurface(outline.geom_3857), 4326) AS place) AS inside
        WHERE outline.district_id = district.district_id AND outline.last_zoom = 9
    ) AS label_at,
    CASE
        WHEN :zoom::integer IS NOT NULL
            THEN (
                SELECT st_asgeojson(st_transform(outline.geom_3857, 4326), 6)::json
                FROM fairnotice.district_outline AS outline
                WHERE
                    outline.district_id = district.district_id
                    AND outline.last_zoom = CASE WHEN :zoom <= 3 THEN 3 WHEN :zoom <= 6 THEN 6 WHEN :zoom <= 9 THEN 9 ELSE 12 END
            )
    END AS outline
FROM fairnotice.district
LEFT JOIN (
    SELECT
        total.value AS district_id,
        sum(total.fail)::bigint AS fail,
        sum(total.review)::bigint AS review,
        sum(total.unknown)::bigint AS unknown,
        sum(total.pass)::bigint AS pass,
        sum(total.not_applicable)::bigint AS not_applicable,
        sum(total.breaches_of_law)::bigint AS breaches_of_law
    FROM fairnotice.kept_totals('district', :wanted, :sources, :on_day) AS total
    GROUP BY total.value
) AS counted ON district.district_id = counted.district_id
CROSS JOIN LATERAL fairnotice.shares_of(
    counted.fail, counted.review, counted.unknown, counted.pass, counted.not_applicable
) AS share
WHERE
    (:wanted::text [] IS NULL OR district.district_id = ANY (:wanted))
    AND (:after::text IS NULL OR district.district_id > :after)
ORDER BY district.district_id
LIMIT :limit;

-- name: count_of_districts$
SELECT count(*) FROM fairnotice.district
WHERE :wanted::text [] IS NULL OR district.district_id = ANY (:wanted);
