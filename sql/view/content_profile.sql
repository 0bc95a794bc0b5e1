-- A country's curated content in one row, as country_profile shows it. Source: content, current edition.
-- Policies in force are counted for the year in which the edition was updated: a mapping knows nothing of
-- later years. Where a country has several rights of a kind, the first printed counts.
-- grain: iso3_code
create or replace view dw.content_profile as
with edition as (
    select
        c.release_id,
        c.iso3_code,
        c.edition,
        e.organisations_scope,
        dw.date_text(e.updated_text) as updated_text,
        dw.date_text(coalesce(e.updated_text, e.first_issued_text)) as as_of_text,
        extract(
            year from coalesce(e.updated_latest, e.first_issued_latest, c.retrieved_at::date)
        ) as as_of_year
    from dw.current_content as c
    inner join dw.dim_content_edition as e on c.release_id = e.release_id
),

rights as (
    select
        f.release_id,
        f.right_key,
        f.right_kind,
        f.status,
        extract(year from f.since_earliest)::smallint as since_year,
        row_number() over (partition by f.release_id, f.right_kind order by f.position asc) as place
    from dw.fact_political_right as f
),

institutions as (
    select
        release_id,
        count(*) filter (where level = 'ministerial') as ministerial_institutions
    from dw.dim_institution
    group by release_id
),

policies as (
    select
        p.release_id,
        count(*) as policies_in_force
    from dw.dim_policy as p
    inner join edition as e on p.release_id = e.release_id
    where
        (p.status = 'adopted' or (p.status = 'ended' and p.end_latest is not null))
        and extract(year from p.start_earliest) <= e.as_of_year
        and coalesce(extract(year from p.end_latest) >= e.as_of_year, true)
    group by p.release_id
),

organisations as (
    select
        release_id,
        count(*) as diaspora_organisations
    from dw.dim_organisation
    group by release_id
),

practices as (
    select
        release_id,
        count(*) as practices
    from dw.dim_practice
    group by release_id
)

select
    e.iso3_code,
    d.status as dual_citizenship,
    d.since_year as dual_citizenship_since_year,
    n.countries as dual_citizenship_partners,
    v.status as vote_from_abroad,
    h.channels as voting_channels,
    coalesce(i.ministerial_institutions, 0) as ministerial_institutions,
    coalesce(p.policies_in_force, 0) as policies_in_force,
    coalesce(o.diaspora_organisations, 0) as diaspora_organisations,
    e.organisations_scope as diaspora_organisations_scope,
    coalesce(r.practices, 0) as practices,
    e.edition as content_edition,
    e.updated_text as content_updated_text,
    e.as_of_text
from edition as e
left join rights as d
    on e.release_id = d.release_id and d.right_kind = 'dual_citizenship' and d.place = 1
left join rights as v
    on e.release_id = v.release_id and v.right_kind = 'vote_from_abroad' and v.place = 1
left join dw.countries_of_entry as n
    on d.release_id = n.release_id and n.section = 'political_rights' and d.right_key = n.entry_key
left join dw.channels_of_right as h on v.release_id = h.release_id and v.right_key = h.right_key
left join institutions as i on e.release_id = i.release_id
left join policies as p on e.release_id = p.release_id
left join organisations as o on e.release_id = o.release_id
left join practices as r on e.release_id = r.release_id;
