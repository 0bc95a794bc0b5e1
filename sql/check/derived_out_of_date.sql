-- what: rows of stored tables that the releases in use do not give
-- why: the rows are the same for every reader and are stored; if they are old, views contradict each other
-- severity: error
-- when: on demand
-- look at: the table in dw; to fill it again, run: diaspora-dw run undesa --force
-- threshold: none; shares, which the order of adding up can change, are not compared
with stored as (
    select
        'stock_year' as table_name,
        concat_ws(' ', year) as row_key,
        row(migrants, unknown_origin_pct, compared_year, edition_before, edition)::text as figures
    from dw.stock_year
    union all
    select
        'current_corridor' as table_name,
        concat_ws(' ', origin_id, destination_id, year) as row_key,
        row(
            migrants, male_migrants, female_migrants, data_type, migrants_before, migrants_after,
            destination_rank, origin_rank
        )::text as figures
    from dw.current_corridor
    union all
    select
        'group_emigrants' as table_name,
        concat_ws(' ', origin_id, group_id, year) as row_key,
        row(emigrants, male_emigrants, female_emigrants, emigrants_before, emigrants_after)::text as figures
    from dw.group_emigrants
    union all
    select
        'group_immigrants' as table_name,
        concat_ws(' ', country_id, group_id, year) as row_key,
        row(immigrants, male_immigrants, female_immigrants)::text as figures
    from dw.group_immigrants
    union all
    select
        'remittance_corridor' as table_name,
        concat_ws(' ', origin_id, destination_id, year, method) as row_key,
        row(remittances_usd, migrants, income_basis, sender_rank, receiver_rank)::text as figures
    from dw.remittance_corridor
    union all
    select
        'indicator_coverage' as table_name,
        concat_ws(' ', indicator_code, year) as row_key,
        row(countries, is_partial_year)::text as figures
    from dw.indicator_coverage
    union all
    select
        'latest_figure' as table_name,
        concat_ws(' ', country_id, indicator_code) as row_key,
        row(year, value, edition)::text as figures
    from dw.latest_figure
    union all
    select
        'dependence' as table_name,
        concat_ws(' ', country_id, group_code, year) as row_key,
        row(share_year, rank, ranked_countries, edition)::text as figures
    from dw.dependence
),

made as (
    select
        'stock_year' as table_name,
        concat_ws(' ', year) as row_key,
        row(migrants, unknown_origin_pct, compared_year, edition_before, edition)::text as figures
    from dw.stock_year_model
    union all
    select
        'current_corridor' as table_name,
        concat_ws(' ', origin_id, destination_id, year) as row_key,
        row(
            migrants, male_migrants, female_migrants, data_type, migrants_before, migrants_after,
            destination_rank, origin_rank
        )::text as figures
    from dw.current_corridor_model
    union all
    select
        'group_emigrants' as table_name,
        concat_ws(' ', origin_id, group_id, year) as row_key,
        row(emigrants, male_emigrants, female_emigrants, emigrants_before, emigrants_after)::text as figures
    from dw.group_emigrants_model
    union all
    select
        'group_immigrants' as table_name,
        concat_ws(' ', country_id, group_id, year) as row_key,
        row(immigrants, male_immigrants, female_immigrants)::text as figures
    from dw.group_immigrants_model
    union all
    select
        'remittance_corridor' as table_name,
        concat_ws(' ', origin_id, destination_id, year, method) as row_key,
        row(remittances_usd, migrants, income_basis, sender_rank, receiver_rank)::text as figures
    from dw.remittance_corridor_model
    union all
    select
        'indicator_coverage' as table_name,
        concat_ws(' ', indicator_code, year) as row_key,
        row(countries, is_partial_year)::text as figures
    from dw.indicator_coverage_model
    union all
    select
        'latest_figure' as table_name,
        concat_ws(' ', country_id, indicator_code) as row_key,
        row(year, value, edition)::text as figures
    from dw.latest_figure_model
    union all
    select
        'dependence' as table_name,
        concat_ws(' ', country_id, group_code, year) as row_key,
        row(share_year, rank, ranked_countries, edition)::text as figures
    from dw.dependence_model
)

select
    table_name,
    row_key,
    s.figures as stored_figures,
    m.figures
from stored as s
full join made as m using (table_name, row_key)
where s.figures is distinct from m.figures
order by table_name, row_key;
