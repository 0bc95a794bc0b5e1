-- what: rows of stored tables that the releases in use do not give
-- why: the rows are the same for every reader and are stored; if they are old, views contradict each other
-- severity: error
-- when: by command
-- look at: the table in dw; to fill it again, run: diaspora-dw run undesa --force
-- threshold: none; shares, which the order of adding up can change, are not compared
with figure as (
    select
        'stock_year' as table_name,
        concat_ws(' ', year) as row_key,
        is_stored,
        row(migrants, unknown_origin_pct, compared_year, edition_before, edition)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.stock_year as s
        union all
        select
            false as is_stored,
            m.*
        from dw.stock_year_model as m
    ) as both_rows
    union all
    select
        'country_stock' as table_name,
        concat_ws(' ', country_id, year) as row_key,
        is_stored,
        row(
            emigrants, male_emigrants, female_emigrants, immigrants, compared_year, edition_before,
            emigrants_before, emigrants_after, edition
        )::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.country_stock as s
        union all
        select
            false as is_stored,
            m.*
        from dw.country_stock_model as m
    ) as both_rows
    union all
    select
        'current_corridor' as table_name,
        concat_ws(' ', origin_id, destination_id, year) as row_key,
        is_stored,
        row(
            migrants, male_migrants, female_migrants, data_type, migrants_before, migrants_after,
            destination_rank, origin_rank
        )::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.current_corridor as s
        union all
        select
            false as is_stored,
            m.*
        from dw.current_corridor_model as m
    ) as both_rows
    union all
    select
        'group_emigrants' as table_name,
        concat_ws(' ', origin_id, group_id, year) as row_key,
        is_stored,
        row(emigrants, male_emigrants, female_emigrants, emigrants_before, emigrants_after)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.group_emigrants as s
        union all
        select
            false as is_stored,
            m.*
        from dw.group_emigrants_model as m
    ) as both_rows
    union all
    select
        'group_immigrants' as table_name,
        concat_ws(' ', country_id, group_id, year) as row_key,
        is_stored,
        row(immigrants, male_immigrants, female_immigrants)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.group_immigrants as s
        union all
        select
            false as is_stored,
            m.*
        from dw.group_immigrants_model as m
    ) as both_rows
    union all
    select
        'remittance_corridor' as table_name,
        concat_ws(' ', origin_id, destination_id, year, method) as row_key,
        is_stored,
        row(
            remittances_usd, migrants, income_basis, sender_rank, receiver_rank, coverage_note
        )::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.remittance_corridor as s
        union all
        select
            false as is_stored,
            m.*
        from dw.remittance_corridor_model as m
    ) as both_rows
    union all
    select
        'indicator_coverage' as table_name,
        concat_ws(' ', indicator_code, year) as row_key,
        is_stored,
        row(countries, is_partial_year)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.indicator_coverage as s
        union all
        select
            false as is_stored,
            m.*
        from dw.indicator_coverage_model as m
    ) as both_rows
    union all
    select
        'latest_figure' as table_name,
        concat_ws(' ', country_id, indicator_code) as row_key,
        is_stored,
        row(year, value, edition)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.latest_figure as s
        union all
        select
            false as is_stored,
            m.*
        from dw.latest_figure_model as m
    ) as both_rows
    union all
    select
        'dependence' as table_name,
        concat_ws(' ', country_id, group_code, year) as row_key,
        is_stored,
        row(share_year, rank, ranked_countries, edition)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.dependence as s
        union all
        select
            false as is_stored,
            m.*
        from dw.dependence_model as m
    ) as both_rows
    union all
    select
        'largest_loss' as table_name,
        concat_ws(' ', origin_id, year) as row_key,
        is_stored,
        row(destination_id, migrants_before, migrants_after)::text as figures
    from (
        select
            true as is_stored,
            s.*
        from dw.largest_loss as s
        union all
        select
            false as is_stored,
            m.*
        from dw.largest_loss_model as m
    ) as both_rows
)

select
    table_name,
    row_key,
    max(figures) filter (where is_stored) as stored_figures,
    max(figures) filter (where not is_stored) as figures
from figure
group by table_name, row_key
having max(figures) filter (where is_stored) is distinct from max(figures) filter (where not is_stored)
order by table_name, row_key;
