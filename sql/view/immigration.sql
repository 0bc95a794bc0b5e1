-- Immigrants of each country or area: people born elsewhere (or foreign citizens, see data_type) who live there at
-- mid-year. Source: UN DESA, International Migrant Stock by destination, current edition, with its own population of
-- the same year. unknown_origin and reassessed (see destination_coverage) are from the workbook with origins, of the
-- same edition. Where UN DESA has a population and no immigrants, the row has the population only. The sum over a year
-- is the world's. coverage_note says so where men and women are equal in number among 10,000 or more: in edition 2024
-- those of Germany in 1990, 1995 and 2024, and of no other country.
-- grain: iso3_code, year
create or replace view mart.immigration as
select
    c.iso3_code,
    c.country_name,
    i.year,
    y.mid_year_date as year_date,
    i.immigrants,
    i.male_immigrants,
    i.female_immigrants,
    dw.sex_percentage(i.male_immigrants, i.female_immigrants) as male_pct,
    dw.sex_percentage(i.female_immigrants, i.male_immigrants) as female_pct,
    dw.percentage(i.male_immigrants, i.female_immigrants) as sex_ratio,
    i.population,
    case when i.population is not null then i.year end as population_year,
    dw.percentage(i.immigrants, i.population) as immigrants_pct_of_population,
    t.unknown_origin,
    dw.percentage(t.unknown_origin, i.immigrants) as unknown_origin_pct,
    t.reassessed,
    nullif(
        concat_ws(
            ' ',
            case when i.immigrants is null then 'UN DESA publishes no figure of immigrants.' end,
            case
                when dw.has_many_unknown_origins(dw.percentage(t.unknown_origin, i.immigrants))
                    then format(
                        'UN DESA does not say where %s %% of the immigrants come from.',
                        to_char(dw.percentage(t.unknown_origin, i.immigrants), 'FM990.0')
                    )
            end,
            case
                when i.immigrants >= 10000 and i.male_immigrants = i.female_immigrants
                    then
                        'UN DESA gives exactly as many men as women, which looks like an assumption and not '
                        || 'like a count.'
            end
        ),
        ''
    ) as coverage_note,
    i.data_type,
    i.edition
from dw.current_immigrant_stock as i
inner join dw.dim_country as c on i.iso3_code = c.iso3_code
inner join dw.dim_year as y on i.year = y.year
left join dw.country_stock as t on c.country_id = t.country_id and i.year = t.year and i.edition = t.edition;
