-- Emigrants of each origin: its natives (or citizens, see corridor.data_type) living elsewhere at mid-year.
-- Source: UN DESA, International Migrant Stock, current edition, with its population of the same year; where UN DESA
-- has none, the share is empty. The row ZZZ holds the migrants whose origin is unknown, so the sum over a year is the
-- world's.
-- grain: iso3_code, year
create or replace view mart.emigration as
select
    o.iso3_code,
    o.country_name,
    t.year,
    w.mid_year_date as year_date,
    t.emigrants,
    t.male_emigrants,
    t.female_emigrants,
    dw.sex_percentage(t.male_emigrants, t.female_emigrants) as male_pct,
    dw.sex_percentage(t.female_emigrants, t.male_emigrants) as female_pct,
    dw.percentage(t.male_emigrants, t.female_emigrants) as sex_ratio,
    p.population,
    case when p.population is not null then t.year end as population_year,
    dw.percentage(t.emigrants, p.population) as emigrants_pct_of_population,
    w.unknown_origin_pct,
    t.compared_year,
    t.edition_before,
    t.emigrants_before,
    t.emigrants_after,
    dw.is_revised(t.emigrants_before, t.emigrants_after, t.emigrants_before) as is_revised,
    case
        when o.entity_type <> 'unknown' -- the migrants of unknown origin are no country's
            then nullif(
                concat_ws(
                    ' ',
                    dw.note_on_loss(
                        'emigrants', t.compared_year, t.edition_before, t.emigrants_before,
                        t.edition, t.emigrants_after, t.emigrants_before
                    ),
                    dw.note_on_loss(
                        'in ' || d.name_in_sentence, t.compared_year, t.edition_before,
                        l.migrants_before, t.edition, l.migrants_after, t.emigrants_before
                    )
                ),
                ''
            )
    end as coverage_note,
    t.edition
from dw.country_stock as t
inner join dw.dim_country as o on t.country_id = o.country_id
inner join dw.stock_year as w on t.year = w.year
left join dw.largest_loss as l on t.country_id = l.origin_id and t.compared_year = l.year
left join dw.dim_country as d on l.destination_id = d.country_id
left join dw.current_undesa_population as p on t.country_id = p.country_id and t.year = p.year
where t.emigrants is not null;
