-- Emigrants and immigrants of each country in the current edition, with all its emigrants in both editions in the year
-- in which they are compared, which are empty where the edition before has none. The table dw.country_stock holds these
-- rows. Source: UN DESA.
-- grain: country_id, year
create or replace view dw.country_stock_model as
select
    t.country_id,
    t.year,
    t.emigrants,
    t.male_emigrants,
    t.female_emigrants,
    t.immigrants,
    r.compared_year,
    r.edition_before,
    r.emigrants_before,
    r.emigrants_after,
    t.edition
from dw.current_migrant_stock_total as t
left join dw.origin_revision as r on t.country_id = r.origin_id and t.year = r.year;
