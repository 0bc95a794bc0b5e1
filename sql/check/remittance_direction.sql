-- what: countries that are known to send most of their remittances, or to receive them, and that do the opposite
-- why: rows and columns that changed places, or names that moved by one: senders would be taken for receivers
-- severity: error
-- table: dw.fact_bilateral_remittance
-- threshold: at least a quarter of these countries, and two. In the matrices of 2010 to 2021 each sends at least six
--   times what it receives, or receives at least six times what it sends; with the names of one side moved by a row or
--   a column, at least 4 of the 16 do the opposite
-- look at: the corner of the matrix, which says which side sends, and the names of its rows and columns
with known_side (iso3_code, side) as (
    values
    ('ARE', 'sends'),
    ('AUS', 'sends'),
    ('CAN', 'sends'),
    ('HKG', 'sends'),
    ('KWT', 'sends'),
    ('QAT', 'sends'),
    ('SAU', 'sends'),
    ('USA', 'sends'),
    ('CHN', 'receives'),
    ('EGY', 'receives'),
    ('GTM', 'receives'),
    ('IND', 'receives'),
    ('MEX', 'receives'),
    ('NGA', 'receives'),
    ('PHL', 'receives'),
    ('VNM', 'receives')
),

found_side as (
    select
        k.iso3_code,
        k.side,
        coalesce(sum(f.remittances_usd) filter (where f.destination_id = c.country_id), 0) as sent_usd,
        coalesce(sum(f.remittances_usd) filter (where f.origin_id = c.country_id), 0) as received_usd
    from known_side as k
    inner join dw.dim_country as c on k.iso3_code = c.iso3_code
    inner join dw.fact_bilateral_remittance as f on c.country_id in (f.origin_id, f.destination_id)
    where f.release_id = :release_id
    group by k.iso3_code, k.side
),

judged as (
    select
        iso3_code,
        side,
        sent_usd,
        received_usd,
        (sent_usd > received_usd) <> (side = 'sends') as is_opposite
    from found_side
),

counted as (
    select
        count(*) as countries,
        count(*) filter (where is_opposite) as opposite_countries
    from judged
)

select
    j.iso3_code,
    j.side as known_side,
    j.sent_usd,
    j.received_usd
from judged as j
cross join counted as n
inner join dw.source_release as r on r.release_id = :release_id and not r.is_sample
where j.is_opposite and n.opposite_countries >= 2 and 4 * n.opposite_countries >= n.countries
order by j.iso3_code;
