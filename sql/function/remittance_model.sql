-- Returns what the estimates of remittances by corridor rest on, for each country or area and year: its income per
-- head, what it received, and what its emigrants could be expected to send if each sent what dw.expected_transfer
-- says. What it received is shared out over the countries where they live in that proportion. Migrants of unknown
-- origin count for no country; corridors in dw.closed_remittance_corridor are left out. The table
-- dw.remittance_basis holds these rows. Sources: World Bank, current release; UN DESA, current edition.
-- Only hash joins are allowed: the planner expects few rows of the views and takes joins that last a minute.
create or replace function dw.remittance_model()
returns table (
    country_id smallint,
    year smallint,
    income double precision,
    income_basis text,
    received_usd double precision,
    expected_total double precision,
    stock_release_id integer,
    indicator_release_id integer
)
language plpgsql
stable
set enable_mergejoin = off
set enable_nestloop = off
as $$
#variable_conflict use_column
begin
    if not exists (select from dw.source_release where source_code = 'worldbank' and is_current) then
        return; -- nobody received anything, and the rest takes half a second
    end if;
    return query
    with income as materialized (
        select
            country_id,
            year,
            income,
            income_basis
        from dw.yearly_income
    ),

    received as (
        select
            c.country_id,
            i.year,
            i.value as received_usd
        from dw.usable_indicator as i
        inner join dw.dim_country as c on i.iso3_code = c.iso3_code
        where i.indicator_code = 'BX.TRF.PWKR.CD.DT'
    ),

    expected as (
        select
            s.origin_id as country_id,
            s.year,
            -- in one order: the last digit of a sum of fractions depends on it
            sum(s.migrants * dw.expected_transfer(o.income, d.income) order by s.destination_id) as expected_total
        from dw.yearly_migrant_stock as s
        left join dw.closed_remittance_corridor as c
            on s.origin_id = c.origin_id and s.destination_id = c.destination_id
        left join income as o on s.origin_id = o.country_id and s.year = o.year
        left join income as d on s.destination_id = d.country_id and s.year = d.year
        where
            c.origin_id is null
            -- a sample has all destinations of its own country only, and no total of the others
            and s.origin_id in (
                select t.country_id from dw.current_migrant_stock_total as t where t.emigrants is not null
            )
        group by s.origin_id, s.year
    ),

    release as (
        select
            max(release_id) filter (where source_code = 'undesa') as stock_release_id,
            max(release_id) filter (where source_code = 'worldbank') as indicator_release_id
        from dw.source_release
        where subject = '' and is_current
    )

    select
        country_id,
        year,
        i.income,
        i.income_basis,
        r.received_usd,
        e.expected_total,
        l.stock_release_id,
        l.indicator_release_id
    from income as i
    full join expected as e using (country_id, year)
    left join received as r using (country_id, year)
    cross join release as l;
end
$$;

grant execute on function dw.remittance_model() to public;
