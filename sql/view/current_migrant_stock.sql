-- The migrant stock of the current UN DESA release.
-- grain: origin_id, destination_id, year
create or replace view dw.current_migrant_stock as
select
    s.origin_id,
    s.destination_id,
    s.year,
    s.migrants,
    s.male_migrants,
    s.female_migrants,
    s.data_type,
    r.edition
from dw.fact_migrant_stock as s
inner join dw.source_release as r on s.release_id = r.release_id
where
    s.release_id = (
        select c.release_id
        from dw.source_release as c
        where c.source_code = 'undesa' and c.subject = '' and c.is_current
    );
