-- Remittances that a country receives beside foreign direct investment (net inflows) and official development
-- assistance (net) of the same year, in current US dollars. Ratios say how many dollars of remittances came for one of
-- the other. They are empty where the other is missing, 0 or negative: investors can withdraw more than they bring, and
-- repayments exceed aid. A placeholder zero of remittances is left empty. Years that have none of the three are left
-- out. Source: World Bank, World Development Indicators, current release.
-- grain: iso3_code, year
create or replace view mart.remittance_comparison as
with figure as (
    select
        iso3_code,
        year,
        edition,
        max(value) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT') as received_usd,
        max(value) filter (where indicator_code = 'BX.KLT.DINV.CD.WD') as investment_usd,
        max(value) filter (where indicator_code = 'DT.ODA.ODAT.CD') as aid_usd
    from dw.usable_indicator
    where indicator_code in ('BX.TRF.PWKR.CD.DT', 'BX.KLT.DINV.CD.WD', 'DT.ODA.ODAT.CD')
    group by iso3_code, year, edition
)

select
    f.iso3_code,
    c.country_name,
    f.year,
    y.year_date,
    f.received_usd as remittances_received_usd,
    f.investment_usd as foreign_direct_investment_usd,
    f.aid_usd as aid_received_usd,
    dw.positive_ratio(f.received_usd, f.investment_usd) as remittances_to_foreign_direct_investment_ratio,
    dw.positive_ratio(f.received_usd, f.aid_usd) as remittances_to_aid_ratio,
    f.edition,
    j.coverage_note
from figure as f
inner join dw.dim_country as c on f.iso3_code = c.iso3_code
inner join dw.dim_year as y on f.year = y.year
left join dw.remittance_break as j on c.country_id = j.country_id and f.year = j.year;
