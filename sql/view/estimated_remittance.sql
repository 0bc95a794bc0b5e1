-- Remittances by corridor and year as a model estimates them: what a country or area received in a year, shared out
-- over the countries where its emigrants live, by their number times what each can be expected to send. Migrants of
-- unknown origin count for no country; corridors in dw.closed_remittance_corridor are left out. Method: Ratha and Shaw
-- (2007), see dw.expected_transfer. Sources: World Bank, current release; UN DESA, current edition, between its years
-- on a straight line.
-- grain: origin_id, destination_id, year
create or replace view dw.estimated_remittance as
with known_total as ( -- a sample has all destinations of its own country only, and no total of the others
    select distinct country_id
    from dw.current_migrant_stock_total
    where emigrants is not null
),

corridor as (
    select
        s.origin_id,
        s.destination_id,
        s.year,
        s.migrants,
        dw.expected_transfer(o.income, d.income) as expected_transfer,
        o.received_usd,
        s.is_interpolated,
        case
            when o.income is null or d.income is null then 'none'
            when 'subregion' in (o.income_basis, d.income_basis) then 'subregion'
            when 'nearest year' in (o.income_basis, d.income_basis) then 'nearest year'
            else 'published'
        end as income_basis,
        s.edition
    from dw.yearly_migrant_stock as s
    inner join dw.remittance_basis as o on s.origin_id = o.country_id and s.year = o.year
    left join dw.remittance_basis as d on s.destination_id = d.country_id and s.year = d.year
    left join dw.closed_remittance_corridor as c
        on s.origin_id = c.origin_id and s.destination_id = c.destination_id
    where
        o.received_usd is not null
        and c.origin_id is null
        and s.origin_id in (select t.country_id from known_total as t)
)

select
    c.origin_id,
    c.destination_id,
    c.year,
    c.received_usd * c.migrants * c.expected_transfer
    / sum(c.migrants * c.expected_transfer) over from_origin as remittances_usd,
    c.migrants,
    c.is_interpolated,
    c.income_basis,
    c.edition as stock_edition,
    r.edition
from corridor as c
inner join dw.source_release as r on r.source_code = 'worldbank' and r.subject = '' and r.is_current
window from_origin as ( -- in one order: the last digit of a sum of fractions depends on it
    partition by c.origin_id, c.year
    order by c.destination_id
    rows between unbounded preceding and unbounded following
);
