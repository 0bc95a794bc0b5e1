-- Corridors as mart.corridor publishes them, with the place of each end among those of the other. Source: UN DESA,
-- International Migrant Stock, current edition.
-- grain: origin_iso3_code, destination_iso3_code, year
create or replace view dw.ranked_corridor as
select
    o.origin_iso3_code,
    o.origin_name,
    d.destination_iso3_code,
    d.destination_name,
    s.year,
    w.mid_year_date as year_date,
    s.migrants,
    s.male_migrants,
    s.female_migrants,
    dw.sex_percentage(s.male_migrants, s.female_migrants) as male_pct,
    dw.sex_percentage(s.female_migrants, s.male_migrants) as female_pct,
    dw.percentage(s.migrants, e.emigrants) as pct_of_emigrants,
    dw.percentage(s.migrants, i.immigrants) as pct_of_immigrants,
    dw.percentage(coalesce(u.migrants, 0), i.immigrants) as unknown_origin_pct,
    r.compared_year,
    r.edition_before,
    s.migrants_before,
    s.migrants_after,
    case
        when o.entity_type <> 'unknown' -- the migrants of unknown origin are no country's
            then nullif(
                concat_ws(
                    ' ',
                    dw.note_on_loss(
                        'migrants', r.compared_year, r.edition_before, s.migrants_before,
                        r.edition_after, s.migrants_after, r.emigrants_before
                    ),
                    dw.note_on_unknown_origin(dw.percentage(coalesce(u.migrants, 0), i.immigrants))
                ),
                ''
            )
    end as coverage_note,
    s.data_type,
    w.edition,
    s.destination_rank,
    s.origin_rank
from dw.current_corridor as s
inner join dw.dim_origin as o on s.origin_id = o.origin_id
inner join dw.dim_destination as d on s.destination_id = d.destination_id
inner join dw.stock_year as w on s.year = w.year
left join dw.current_migrant_stock_total as e on s.origin_id = e.country_id and s.year = e.year
left join dw.current_migrant_stock_total as i on s.destination_id = i.country_id and s.year = i.year
left join dw.current_unknown_origin as u on s.destination_id = u.destination_id and s.year = u.year
left join dw.origin_revision as r on s.origin_id = r.origin_id and s.year = r.year;
