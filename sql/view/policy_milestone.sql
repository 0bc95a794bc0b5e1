-- The printed timeline of policies, one row for each policy at each milestone. Source: content, current
-- edition.
-- grain: iso3_code, milestone_key, policy_key
create or replace view mart.policy_milestone as
select
    c.iso3_code,
    c.country_name,
    m.milestone_key,
    dw.date_text(m.date_text) as date_text,
    extract(year from m.date_earliest)::smallint as first_year,
    extract(year from m.date_latest)::smallint as last_year,
    m.policy_key,
    p.title,
    p.short_title,
    m.note,
    m.position,
    c.edition
from dw.current_content as c
inner join dw.fact_policy_milestone as m on c.release_id = m.release_id
inner join dw.dim_policy as p on m.release_id = p.release_id and m.policy_key = p.policy_key;
