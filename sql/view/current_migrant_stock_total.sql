-- Emigrants and immigrants of each country in the current UN DESA release.
-- grain: country_id, year
create or replace view dw.current_migrant_stock_total as
select
    t.country_id,
    t.year,
    t.emigrants,
    t.male_emigrants,
    t.female_emigrants,
    t.immigrants,
    t.male_immigrants,
    t.female_immigrants,
    r.edition,
    r.is_sample,
    t.release_id
from dw.fact_migrant_stock_total as t
inner join dw.source_release as r on t.release_id = r.release_id
where
    t.release_id = (
        select c.release_id
        from dw.source_release as c
        where c.source_code = 'undesa' and c.subject = '' and c.is_current
    );
