-- Emigrants of each origin in each group of destinations: the EU, the EEA, OECD, CIS, regions, income groups.
-- A group's members are those on 1 July of the year, the date that stocks refer to; EU27_2020 and EEA_2020 have
-- the members of 2020 in every year. For years before the World Bank's list was first loaded, its regions and
-- income groups are those of that list. Groups overlap, so their figures do not add up to all emigrants. Where only
-- the edition before has emigrants in a group, the row has its figure and none of its own. Source:
-- UN DESA, International Migrant Stock, current edition; groups as in country_group.
-- grain: iso3_code, year, group_code
create or replace view mart.emigration_by_group as
select
    e.iso3_code,
    e.country_name,
    e.year,
    y.mid_year_date as year_date,
    e.group_code,
    g.group_name,
    g.group_type,
    e.migrants as emigrants,
    e.male_migrants as male_emigrants,
    e.female_migrants as female_emigrants,
    dw.sex_percentage(e.male_migrants, e.female_migrants) as male_pct,
    dw.sex_percentage(e.female_migrants, e.male_migrants) as female_pct,
    dw.percentage(e.male_migrants, e.female_migrants) as sex_ratio,
    dw.percentage(e.migrants, t.emigrants) as pct_of_emigrants,
    c.unknown_origin_pct,
    e.compared_year,
    e.edition_before,
    e.migrants_before as emigrants_before,
    e.migrants_after as emigrants_after,
    dw.is_revised(e.migrants_before, e.migrants_after, b.emigrants) as is_revised,
    case
        when e.iso3_code <> 'ZZZ' -- the migrants of unknown origin are no country's
            then nullif(
                concat_ws(
                    ' ',
                    dw.note_on_loss(
                        'emigrants there', e.compared_year, e.edition_before, e.migrants_before,
                        e.edition_after, e.migrants_after, b.emigrants
                    ),
                    dw.note_on_unknown_origin(c.unknown_origin_pct)
                ),
                ''
            )
    end as coverage_note,
    t.edition
from dw.current_group_stock as e
inner join dw.dim_country_group as g on e.group_code = g.group_code
inner join dw.dim_year as y on e.year = y.year
inner join dw.current_migrant_stock_total as t on e.origin_id = t.country_id and e.year = t.year
inner join dw.current_group_coverage as c on g.group_id = c.group_id and e.year = c.year
left join dw.former_migrant_stock_total as b on e.origin_id = b.country_id and e.compared_year = b.year;
