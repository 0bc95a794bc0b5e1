-- Emigrants of each origin in each group of destinations: the EU, the EEA, OECD, CIS, regions, income groups.
-- A group's members are those on 1 July of the year, the date that stocks refer to; EU27_2020 and EEA_2020 have
-- the members of 2020 in every year. For years before the World Bank's list was first loaded, its regions and
-- income groups are those of that list. Groups overlap, so their figures do not add up to all emigrants. Where only
-- the edition before has emigrants in a group, the row has its figure and none of its own. Source:
-- UN DESA, International Migrant Stock, current edition; groups as in country_group.
-- grain: iso3_code, year, group_code
create or replace view mart.emigration_by_group as
select
    o.iso3_code,
    o.country_name,
    e.year,
    w.mid_year_date as year_date,
    g.group_code,
    g.group_name,
    g.group_type,
    e.emigrants,
    e.male_emigrants,
    e.female_emigrants,
    dw.sex_percentage(e.male_emigrants, e.female_emigrants) as male_pct,
    dw.sex_percentage(e.female_emigrants, e.male_emigrants) as female_pct,
    dw.percentage(e.male_emigrants, e.female_emigrants) as sex_ratio,
    dw.percentage(e.emigrants, t.emigrants) as pct_of_emigrants,
    e.unknown_origin_pct,
    w.compared_year,
    w.edition_before,
    e.emigrants_before,
    e.emigrants_after,
    dw.is_revised(e.emigrants_before, e.emigrants_after, t.emigrants_before) as is_revised,
    case
        when o.entity_type <> 'unknown' -- the migrants of unknown origin are no country's
            then nullif(
                concat_ws(
                    ' ',
                    dw.note_on_loss(
                        'emigrants there', w.compared_year, w.edition_before, e.emigrants_before,
                        w.edition, e.emigrants_after, t.emigrants_before
                    ),
                    dw.note_on_unknown_origin(e.unknown_origin_pct)
                ),
                ''
            )
    end as coverage_note,
    w.edition
from dw.group_emigrants as e
inner join dw.dim_country as o on e.origin_id = o.country_id
inner join dw.dim_country_group as g on e.group_id = g.group_id
inner join dw.stock_year as w on e.year = w.year
inner join dw.country_stock as t on e.origin_id = t.country_id and e.year = t.year;
