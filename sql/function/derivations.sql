-- Returns the tables that are derived from releases, in the order in which they read each other, each with the view in
-- dw that returns its rows. `sources` are those whose current releases it is made from; of the sources in
-- `with_editions`, the releases of every edition count.
create or replace function ops.derivations()
returns table (place integer, table_name text, origin text, sources text[], with_editions text[])
language sql
immutable
as $$
    values
    (1, 'stock_year', 'stock_year_model', array[]::text[], array['undesa']),
    (2, 'current_corridor', 'current_corridor_model', array[]::text[], array['undesa']),
    (3, 'largest_loss', 'largest_loss_model', array[]::text[], array['undesa']),
    (4, 'country_stock', 'country_stock_model', array[]::text[], array['undesa']),
    (5, 'group_emigrants', 'group_emigrants_model', array['worldbank'], array['undesa']), -- members of its groups
    (6, 'group_immigrants', 'group_immigrants_model', array['worldbank'], array['undesa']),
    (7, 'remittance_basis', 'remittance_basis_model', array['undesa', 'worldbank'], array[]::text[]), -- its years
    (8, 'remittance_break', 'remittance_break_model', array['worldbank'], array[]::text[]),
    (
        9, 'remittance_corridor', 'remittance_corridor_model',
        array['worldbank'], array['undesa', 'remittance_matrix'] -- its notes compare two editions
    ),
    (10, 'indicator_coverage', 'indicator_coverage_model', array['worldbank'], array[]::text[]),
    (11, 'latest_figure', 'latest_figure_model', array['worldbank'], array[]::text[]),
    (12, 'dependence', 'dependence_model', array['worldbank'], array[]::text[]),
    (
        13, 'country_summary', 'country_summary_model',
        array['worldbank', 'undesa_destination'], array['undesa', 'remittance_matrix']
    ),
    (14, 'corridor_revision', 'corridor_revision_model', array[]::text[], array['undesa']),
    (15, 'origin_coverage', 'origin_coverage_model', array[]::text[], array['undesa']),
    (16, 'own_region', 'own_region_model', array['worldbank'], array['undesa'])
$$;

grant execute on function ops.derivations() to diaspora_dw_loader;
