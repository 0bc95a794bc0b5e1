-- Every loaded release of every source: which one is current, its age, its origin and its licence.
-- confirmed_at is when its publisher was last asked and had nothing newer.
-- grain: release_id
create or replace view mart.source_status as
with confirmed as (
    select
        release_id,
        max(ended_at) filter (where ended_at <= now() + interval '1 hour') as confirmed_at -- no clock gone wrong
    from ops.step
    where outcome in ('published', 'unchanged', 'sample')
    group by release_id
)

select
    r.source_code,
    r.subject,
    r.edition,
    r.release_id,
    r.is_current,
    r.is_sample,
    r.superseded_at is null as is_newest_of_edition,
    r.withdrawn_at is not null
    and r.release_id
    = max(r.release_id) over (partition by r.source_code, r.subject, r.edition) as is_withdrawn,
    r.upstream_updated_at,
    r.retrieved_at,
    r.published_at,
    coalesce(c.confirmed_at, r.published_at) as confirmed_at,
    extract(day from now() - coalesce(c.confirmed_at, r.published_at))::bigint as days_since_confirmed,
    (extract(epoch from s.max_age) / 86400)::bigint as max_age_days,
    r.is_current
    and coalesce(now() - coalesce(c.confirmed_at, r.published_at) > s.max_age, false) as is_stale,
    r.row_count,
    r.size_bytes,
    r.sha256,
    r.url,
    r.licence,
    r.licence_url,
    r.citation,
    r.withdrawn_at,
    r.withdrawn_by,
    r.withdrawal_reason
from dw.source_release as r
left join confirmed as c on r.release_id = c.release_id
left join ops.source as s on r.source_code = s.source_code
where r.published_at is not null;
