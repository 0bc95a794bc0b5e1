-- Returns the newest release of the edition before a release's own, from the same source about the same subject.
-- For a release that is not published yet, a release that its own run has loaded counts. Empty where there is none.
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
        and b.superseded_at is null and not b.is_sample
        and (
            b.published_at is not null
            or (r.published_at is null and r.run_id = b.run_id) -- both are about to be published
        )
    order by b.edition desc
    limit 1
$$;

grant execute on function dw.edition_before(integer) to public;
