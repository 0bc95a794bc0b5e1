-- Income per head of each country or area in every year that UN DESA's current edition spans, for the model of
-- remittances: GDP per head at purchasing power parity in constant international dollars. Where the World Bank has
-- none of the year, it is the country's of the nearest year (the earlier of two); where it has none of any year, the
-- median of the countries of the same M49 subregion. income_basis says which. Source: World Bank, current release.
-- grain: country_id, year
create or replace view dw.yearly_income as
with nearest as (
    select distinct on (i.iso3_code, y.year)
        i.iso3_code,
        y.year,
        i.value as income,
        i.year as income_year
    from dw.usable_indicator as i
    cross join dw.dim_year as y
    where
        i.indicator_code = 'NY.GDP.PCAP.PP.KD'
        and y.year between (
            select min(t.year) from dw.current_migrant_stock_total as t
        ) and (
            select max(t.year) from dw.current_migrant_stock_total as t
        )
    order by i.iso3_code asc, y.year asc, abs(i.year - y.year) asc, i.year asc
),

typical as (
    select
        c.subregion_code,
        n.year,
        percentile_cont(0.5) within group (order by n.income) as income
    from nearest as n
    inner join dw.dim_country as c on n.iso3_code = c.iso3_code
    group by c.subregion_code, n.year
)

select
    c.country_id,
    n.year,
    n.income,
    case when n.income_year = n.year then 'published' else 'nearest year' end as income_basis
from nearest as n
inner join dw.dim_country as c on n.iso3_code = c.iso3_code
union all
select
    c.country_id,
    t.year,
    t.income,
    'subregion' as income_basis
from typical as t
inner join dw.dim_country as c on t.subregion_code = c.subregion_code
left join nearest as n on c.iso3_code = n.iso3_code and t.year = n.year
where n.iso3_code is null;
