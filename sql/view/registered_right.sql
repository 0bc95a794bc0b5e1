-- Rights of citizens abroad as registers of the whole world have them: dual citizenship in the newest year of
-- GLOBALCIT's dataset, and seats in parliament by chamber after the World Factbook. `summary` is the row in a
-- sentence, with its source and date. Sources: globalcit and register, current releases. A country that is not listed
-- may grant a right all the same.
-- grain: iso3_code, right_key
create or replace view dw.registered_right as
with newest as (
    select max(f.year) as newest_year
    from dw.source_release as r
    inner join dw.fact_citizenship_law as f on r.release_id = f.release_id
    where r.source_code = 'globalcit' and r.is_current
),

seat as (
    select
        country_id,
        release_id,
        chamber,
        seats,
        total_seats,
        status,
        note,
        as_of_text,
        row_number() over (partition by country_id, release_id order by total_seats, chamber) as place
    from dw.fact_reserved_seat
)

select
    iso3_code,
    country_name,
    'dual-citizenship-law' as right_key,
    'dual_citizenship' as right_kind,
    right_status as status,
    loss_conditions as conditions,
    loss_article as legal_basis,
    null::text as chamber,
    null::bigint as seats,
    null::bigint as total_seats,
    concat_ws(' ', loss_meaning, naturalisation_meaning) as note,
    'globalcit' as source, -- noqa: RF04
    year || '-01-01' as as_of_text,
    concat(
        'GLOBALCIT, law of ', year, '-01-01, later reforms not included: ',
        rtrim(loss_meaning, '.'), ' (' || loss_article || ')'
    ) as summary, -- noqa: RF04
    1::smallint as position, -- noqa: RF04
    edition,
    acceptance
from mart.dual_citizenship
where right_status is not null and year = (select n.newest_year from newest as n)
union all
select
    c.iso3_code,
    c.country_name,
    'seats-' || trim(both '-' from regexp_replace(lower(s.chamber), '[^a-z0-9]+', '-', 'g')) as right_key,
    'reserved_representation' as right_kind,
    s.status,
    null::text as conditions,
    null::text as legal_basis,
    s.chamber,
    s.seats::bigint as seats,
    s.total_seats::bigint as total_seats,
    s.note,
    r.source_code as source, -- noqa: RF04
    s.as_of_text,
    concat('The World Factbook, ', s.as_of_text, ': ', s.seats, ' of ', s.total_seats, ' seats, ', s.chamber) as summary, -- noqa: RF04
    (1 + s.place)::smallint as position, -- noqa: RF04
    r.edition,
    null::text as acceptance
from seat as s
inner join dw.source_release as r on s.release_id = r.release_id
inner join dw.dim_country as c on s.country_id = c.country_id
where r.source_code = 'register' and r.is_current;
