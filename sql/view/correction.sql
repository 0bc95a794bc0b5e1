-- What the printed mapping has wrong, what is right, and which of both the warehouse holds.
-- Grain: country and correction. Source: content, current edition.
create or replace view mart.correction as
select
    c.iso3_code,
    c.country_name,
    k.correction_key,
    k.location,
    k.printed,
    k.correct,
    k.reason,
    k.is_applied,
    k.position,
    c.edition
from dw.current_content as c
inner join dw.dim_correction as k on c.release_id = k.release_id;
