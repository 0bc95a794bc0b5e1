-- The figures of each country's or area's profile, as mart.country_profile publishes them: what its factsheet says of
-- its migrants, their money and its economy, each the latest for that country, with the year it refers to. The
-- table dw.country_summary holds these rows. Sources: UN DESA, current edition; World Bank, current release and
-- matrices.
-- grain: country_id
create or replace view dw.country_summary_model as
with stock as (
    select distinct on (iso3_code)
        iso3_code,
        year,
        emigrants,
        male_pct,
        female_pct,
        emigrants_pct_of_population,
        population_year,
        unknown_origin_pct,
        coverage_note,
        edition
    from mart.emigration
    order by iso3_code asc, year desc
),

in_groups as (
    select
        iso3_code,
        year,
        max(emigrants) filter (where group_code = 'EU27_2020') as eu27_2020_emigrants,
        max(pct_of_emigrants) filter (where group_code = 'EU27_2020') as eu27_2020_pct_of_emigrants,
        max(male_pct) filter (where group_code = 'EU27_2020') as eu27_2020_male_pct,
        max(female_pct) filter (where group_code = 'EU27_2020') as eu27_2020_female_pct,
        max(unknown_origin_pct) filter (where group_code = 'EU27_2020') as eu27_2020_unknown_origin_pct,
        max(coverage_note) filter (where group_code = 'EU27_2020') as eu27_2020_coverage_note,
        max(emigrants) filter (where group_code = 'EEA') as eea_emigrants,
        max(pct_of_emigrants) filter (where group_code = 'EEA') as eea_pct_of_emigrants,
        max(male_pct) filter (where group_code = 'EEA') as eea_male_pct,
        max(female_pct) filter (where group_code = 'EEA') as eea_female_pct,
        max(unknown_origin_pct) filter (where group_code = 'EEA') as eea_unknown_origin_pct,
        max(coverage_note) filter (where group_code = 'EEA') as eea_coverage_note
    from mart.emigration_by_group
    where group_code in ('EU27_2020', 'EEA')
    group by iso3_code, year
),

top_five as (
    select
        c.origin_id,
        c.year,
        string_agg(d.country_name, '; ' order by c.destination_rank) as top_destinations
    from dw.current_corridor as c
    inner join dw.dim_country as d on c.destination_id = d.country_id
    where c.destination_rank <= 5
    group by c.origin_id, c.year
),

immigrant as (
    select distinct on (iso3_code)
        iso3_code,
        year,
        immigrants,
        male_pct,
        female_pct,
        population,
        population_year,
        immigrants_pct_of_population,
        unknown_origin_pct,
        coverage_note,
        edition
    from mart.immigration
    order by iso3_code asc, year desc
),

top_five_origins as (
    select
        c.destination_id,
        c.year,
        string_agg(o.country_name, '; ' order by c.origin_rank) as top_origins
    from dw.current_corridor as c
    inner join dw.dim_country as o on c.origin_id = o.country_id
    where c.origin_rank <= 5
    group by c.destination_id, c.year
),

remittance_shares as (
    select distinct on (country_id)
        country_id,
        share_year,
        remittances_received_pct_of_gdp
    from dw.dependence
    where group_code = 'WORLD'
    order by country_id asc, year desc
),

indicators as (
    select
        country_id,
        max(edition) as edition,
        max(value) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT') as received_usd,
        max(year) filter (where indicator_code = 'BX.TRF.PWKR.CD.DT') as received_year,
        max(value) filter (where indicator_code = 'SP.POP.TOTL')::bigint as population,
        max(year) filter (where indicator_code = 'SP.POP.TOTL') as population_year,
        max(value) filter (where indicator_code = 'NY.GDP.MKTP.CD') as gdp_usd,
        max(year) filter (where indicator_code = 'NY.GDP.MKTP.CD') as gdp_year,
        max(value) filter (where indicator_code = 'NY.GDP.PCAP.PP.KD') as gdp_per_capita_ppp,
        max(year) filter (where indicator_code = 'NY.GDP.PCAP.PP.KD') as gdp_per_capita_ppp_year,
        max(value) filter (where indicator_code = 'SM.POP.NETM') as net_migration,
        max(year) filter (where indicator_code = 'SM.POP.NETM') as net_migration_year,
        max(value) filter (where indicator_code = 'SL.UEM.TOTL.ZS') as unemployment_pct,
        max(year) filter (where indicator_code = 'SL.UEM.TOTL.ZS') as unemployment_year,
        max(value) filter (where indicator_code = 'FP.CPI.TOTL.ZG') as inflation_pct,
        max(year) filter (where indicator_code = 'FP.CPI.TOTL.ZG') as inflation_year,
        max(value) filter (where indicator_code = 'SM.POP.REFG.OR')::bigint as refugees_from_country,
        max(year) filter (where indicator_code = 'SM.POP.REFG.OR') as refugees_from_country_year,
        max(value) filter (where indicator_code = 'SM.POP.REFG')::bigint as refugees_in_country,
        max(year) filter (where indicator_code = 'SM.POP.REFG') as refugees_in_country_year,
        max(value) filter (where indicator_code = 'BX.KLT.DINV.CD.WD') as foreign_direct_investment_usd,
        max(year) filter (where indicator_code = 'BX.KLT.DINV.CD.WD') as foreign_direct_investment_year,
        max(dw.positive_ratio(remittances_received_usd, value)) filter (
            where indicator_code = 'BX.KLT.DINV.CD.WD'
        ) as remittances_to_foreign_direct_investment_ratio,
        max(value) filter (where indicator_code = 'DT.ODA.ODAT.CD') as aid_received_usd,
        max(year) filter (where indicator_code = 'DT.ODA.ODAT.CD') as aid_received_year,
        max(dw.positive_ratio(remittances_received_usd, value)) filter (
            where indicator_code = 'DT.ODA.ODAT.CD'
        ) as remittances_to_aid_ratio,
        max(value) filter (where indicator_code = 'SI.RMT.COST.IB.ZS') as cost_of_remittances_to_country_pct,
        max(year) filter (where indicator_code = 'SI.RMT.COST.IB.ZS') as cost_of_remittances_to_country_year,
        max(value) filter (
            where indicator_code = 'SI.RMT.COST.OB.ZS'
        ) as cost_of_remittances_from_country_pct,
        max(year) filter (where indicator_code = 'SI.RMT.COST.OB.ZS') as cost_of_remittances_from_country_year
    from dw.latest_figure
    group by country_id
),

placeholders as (
    select
        country_id,
        max(year) as placeholder_year
    from dw.current_indicator
    where indicator_code = 'BX.TRF.PWKR.CD.DT' and is_placeholder_zero
    group by country_id
),

top_senders as (
    select distinct on (p.origin_id)
        p.origin_id,
        p.year,
        p.remittances_usd,
        p.coverage_note,
        d.iso3_code as destination_iso3_code,
        d.country_name as destination_name
    from dw.remittance_corridor as p
    inner join dw.dim_country as d on p.destination_id = d.country_id
    where p.method = 'published' and p.sender_rank = 1
    order by p.origin_id asc, p.year desc
),

top_receivers as (
    select distinct on (p.destination_id)
        p.destination_id,
        p.year,
        p.remittances_usd,
        p.coverage_note,
        o.iso3_code as origin_iso3_code,
        o.country_name as origin_name
    from dw.remittance_corridor as p
    inner join dw.dim_country as o on p.origin_id = o.country_id
    where p.method = 'published' and p.receiver_rank = 1
    order by p.destination_id asc, p.year desc
),

newest as (
    select max(year) as newest_year from dw.indicator_coverage
)

select
    c.country_id,
    s.year as emigrants_year,
    s.emigrants,
    s.male_pct,
    s.female_pct,
    s.emigrants_pct_of_population,
    s.population_year as emigrants_population_year,
    s.unknown_origin_pct,
    s.coverage_note,
    t.top_destinations,
    g.eu27_2020_emigrants,
    g.eu27_2020_pct_of_emigrants,
    g.eu27_2020_male_pct,
    g.eu27_2020_female_pct,
    g.eu27_2020_unknown_origin_pct,
    g.eu27_2020_coverage_note,
    g.eea_emigrants,
    g.eea_pct_of_emigrants,
    g.eea_male_pct,
    g.eea_female_pct,
    g.eea_unknown_origin_pct,
    g.eea_coverage_note,
    i.received_usd as remittances_received_usd,
    i.received_year as remittances_received_year,
    z.placeholder_year as remittances_placeholder_year,
    q.remittances_received_pct_of_gdp,
    q.share_year as remittances_received_pct_of_gdp_year,
    u.value as remittances_received_usd_of_that_year,
    i.population,
    i.population_year,
    i.gdp_usd,
    i.gdp_year,
    i.gdp_per_capita_ppp,
    i.gdp_per_capita_ppp_year,
    i.net_migration,
    i.net_migration_year,
    i.unemployment_pct,
    i.unemployment_year,
    i.inflation_pct,
    i.inflation_year,
    s.edition as stock_edition,
    i.edition as indicator_edition,
    n.newest_year as indicator_newest_year,
    w.previous_year as emigrants_previous_year,
    w.emigrants_change,
    w.emigrants_change_pct,
    w.annual_growth_pct as emigrants_annual_growth_pct,
    w.first_year as emigrants_first_year,
    w.emigrants_change_since_first,
    w.emigrants_change_since_first_pct,
    k.destinations,
    k.herfindahl_index,
    kd.iso3_code::text as top_destination_iso3_code,
    k.top_destination_pct,
    k.top_five_destinations_pct,
    i.refugees_from_country,
    i.refugees_from_country_year,
    i.refugees_in_country,
    i.refugees_in_country_year,
    i.foreign_direct_investment_usd,
    i.foreign_direct_investment_year,
    i.aid_received_usd,
    i.aid_received_year,
    i.cost_of_remittances_to_country_pct,
    i.cost_of_remittances_to_country_year,
    i.cost_of_remittances_from_country_pct,
    i.cost_of_remittances_from_country_year,
    i.remittances_to_foreign_direct_investment_ratio,
    i.remittances_to_aid_ratio,
    case when h.immigrants is not null then h.year end as immigrants_year,
    h.immigrants,
    h.male_pct as immigrants_male_pct,
    h.female_pct as immigrants_female_pct,
    h.immigrants_pct_of_population,
    h.unknown_origin_pct as immigrants_unknown_origin_pct,
    h.coverage_note as immigrants_coverage_note,
    f.top_origins,
    h.edition as immigration_edition,
    ts.destination_iso3_code as top_sender_iso3_code,
    ts.destination_name as top_sender_name,
    ts.remittances_usd as top_sender_estimated_remittances_usd,
    ts.year as top_sender_year,
    tr.origin_iso3_code as top_receiver_iso3_code,
    tr.origin_name as top_receiver_name,
    tr.remittances_usd as top_receiver_estimated_remittances_usd,
    tr.year as top_receiver_year,
    h.population as undesa_population,
    h.population_year as undesa_population_year,
    j.coverage_note as remittances_coverage_note,
    ts.coverage_note as top_sender_coverage_note,
    tr.coverage_note as top_receiver_coverage_note
from dw.dim_country as c
left join top_senders as ts on c.country_id = ts.origin_id
left join top_receivers as tr on c.country_id = tr.destination_id
left join stock as s on c.iso3_code = s.iso3_code
left join top_five as t on c.country_id = t.origin_id and s.year = t.year
left join in_groups as g on c.iso3_code = g.iso3_code and s.year = g.year
left join remittance_shares as q on c.country_id = q.country_id
left join dw.usable_indicator as u
    on c.country_id = u.country_id and q.share_year = u.year and u.indicator_code = 'BX.TRF.PWKR.CD.DT'
left join indicators as i on c.country_id = i.country_id
left join dw.remittance_break as j on c.country_id = j.country_id and i.received_year = j.year
left join mart.diaspora_growth as w on c.iso3_code = w.iso3_code and s.year = w.year
left join dw.country_stock as k on c.country_id = k.country_id and s.year = k.year
left join dw.dim_country as kd on k.top_destination_id = kd.country_id
left join placeholders as z on c.country_id = z.country_id
left join immigrant as h on c.iso3_code = h.iso3_code
left join top_five_origins as f on c.country_id = f.destination_id and h.year = f.year
cross join newest as n;
