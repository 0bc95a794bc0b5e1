-- Rank of a country by remittances received as a share of GDP among the countries of each of its groups, as
-- mart.dependence_rank publishes it. The table dw.dependence holds these rows. Source: World Bank, current release.
-- grain: country_id, group_code, year
create or replace view dw.dependence_model as
select
    r.country_id,
    m.group_code,
    r.year,
    r.value as remittances_received_pct_of_gdp,
    r.figure_year as share_year,
    rank() over (in_group order by r.value desc)::integer as rank,
    count(*) over in_group as ranked_countries,
    r.edition
from dw.recent_remittance as r
inner join dw.group_or_world_member as m on r.country_id = m.country_id and r.year = m.year
where
    r.measure = 'received_pct_of_gdp'
    and (
        m.group_code = 'WORLD'
        or m.group_type in ('un_region', 'un_subregion', 'world_bank_income_group')
    )
window in_group as (partition by m.group_code, r.year);
