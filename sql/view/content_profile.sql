-- A country's curated content in one row, as country_profile shows it.
-- Grain: country. Source: content, current edition. Policies in force are counted for the year that the edition was
-- updated in: a mapping knows nothing of the years after.
create or replace view dw.content_profile as
with edition as (
    select
        c.release_id,
        c.iso3_code,
        c.edition,
        replace(e.updated_text, '/', '–') as updated,
        coalesce(e.updated_latest, e.first_issued_latest, c.retrieved_at::date) as as_of
    from dw.current_content as c
    inner join dw.dim_content_edition as e on c.release_id = e.release_id
)

select
    e.iso3_code,
    d.status as dual_citizenship,
    extract(year from d.since_earliest)::smallint as dual_citizenship_since,
    (
        select n.countries
        from dw.countries_of_entry as n
        where n.release_id = e.release_id and n.section = 'political_rights' and n.entry_key = d.right_key
    ) as dual_citizenship_partners,
    v.status as vote_from_abroad,
    (
        select string_agg(coalesce(l.label, b.channel), '; ' order by b.position)
        from dw.bridge_right_channel as b
        left join dw.dim_vocabulary as l on l.vocabulary = 'voting_channels' and b.channel = l.code
        where b.release_id = e.release_id and b.right_key = v.right_key
    ) as voting_channels,
    (
        select count(*)
        from dw.dim_institution as i
        where i.release_id = e.release_id and i.level = 'ministerial'
    ) as ministerial_institutions,
    (
        select count(*)
        from dw.dim_policy as p
        where
            p.release_id = e.release_id and p.status in ('adopted', 'ended')
            and extract(year from p.start_earliest) <= extract(year from e.as_of)
            and coalesce(extract(year from p.end_latest) >= extract(year from e.as_of), true)
    ) as policies_in_force,
    (
        select count(*)
        from dw.dim_organisation as g
        where g.release_id = e.release_id
    ) as diaspora_organisations,
    (
        select count(*)
        from dw.dim_practice as p
        where p.release_id = e.release_id
    ) as practices,
    e.edition as content_edition,
    e.updated as content_updated
from edition as e
left join lateral (
    select
        f.right_key,
        f.status,
        f.since_earliest
    from dw.fact_political_right as f
    where f.release_id = e.release_id and f.right_kind = 'dual_citizenship'
    order by f.position
    limit 1
) as d on true
left join lateral (
    select
        f.right_key,
        f.status
    from dw.fact_political_right as f
    where f.release_id = e.release_id and f.right_kind = 'vote_from_abroad'
    order by f.position
    limit 1
) as v on true;
