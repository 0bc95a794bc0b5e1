-- Errors in the printed mapping, what is right, and which of the two the warehouse holds. Source: content,
-- current edition.
-- grain: iso3_code, correction_key
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
