-- Returns the newest release of the edition before a release's own, from the same source about the same subject.
-- Empty where there is none.
create or replace function dw.edition_before(release integer)
returns integer
language sql
stable
parallel safe
as $$
    select b.release_id
    from dw.source_release as r
    inner join dw.source_release as b
        on r.source_code = b.source_code and r.subject = b.subject and r.edition > b.edition
    where
        r.release_id = release
        and b.published_at is not null and b.superseded_at is null and not b.is_sample
    order by b.edition desc
    limit 1
$$;

grant execute on function dw.edition_before(integer) to public;
