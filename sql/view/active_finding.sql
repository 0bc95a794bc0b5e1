-- What checks found in the releases in use and in the newest releases of earlier editions, by the latest run that made
-- each check on them. Source: the records of runs.
-- grain: release_id, check_name
create or replace view dw.active_finding as
select distinct on (r.release_id, c.check_name)
    r.release_id,
    r.source_code,
    r.subject,
    r.edition,
    c.check_name,
    c.severity,
    c.failing_rows,
    c.accepted_by,
    c.checked_at
from dw.source_release as r
inner join ops.step as s on r.release_id = s.release_id
inner join ops.check_result as c
    on
        s.run_id = c.run_id
        and r.source_code = c.source_code
        and r.subject = c.subject
        and r.edition = c.edition
where r.published_at is not null and r.superseded_at is null
order by r.release_id asc, c.check_name asc, c.checked_at desc;
