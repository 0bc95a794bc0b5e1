-- Income per head of each country or area in every year that UN DESA's current edition spans, for the model of
-- remittances: GDP per head at purchasing power parity in constant international dollars. Where the World Bank has
-- none of the year, it is the country's of the nearest year (the earlier of two); where it has none of any year, the
-- median of the countries of the same M49 subregion. income_basis says which. Source: World Bank, current release.
-- grain: country_id, year
create or replace view dw.yearly_income as
with published as materialized ( -- compared with the years as a whole, not sorted again for each
    select
        iso3_code,
        year,
        value as income,
        lag(year) over of_country as earlier_year,
        lead(year) over of_country as later_year
    from dw.usable_indicator
    where indicator_code = 'NY.GDP.PCAP.PP.KD'
    window of_country as (partition by iso3_code order by year)
),

nearest as (
    select
        p.iso3_code,
        y.year,
        p.income,
        p.year as income_year
    from published as p
    inner join dw.dim_year as y
        on
            (2 * y.year > p.earlier_year + p.year or p.earlier_year is null)
            and (2 * y.year <= p.year + p.later_year or p.later_year is null)
    where
        y.year between (
            select min(s.year) from dw.stock_year as s
        ) and (
            select max(s.year) from dw.stock_year as s
        )
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
