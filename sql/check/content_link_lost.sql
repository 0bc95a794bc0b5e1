-- what: links of curated content that lead from or to an entry that is not there
-- why: a section's rows that were not loaded, or an entry that was renamed in one place only
-- severity: error
-- table: dw.dim_content_edition
-- threshold: none; a link leads to an entry or is wrong
with link as (
    select
        'bridge_citation' as found_in,
        section,
        entry_key
    from dw.bridge_citation
    where release_id = :release_id
    union all
    select
        'bridge_named_country' as found_in,
        section,
        entry_key
    from dw.bridge_named_country
    where release_id = :release_id
    union all
    select
        'bridge_named_policy' as found_in,
        section,
        entry_key
    from dw.bridge_named_policy
    where release_id = :release_id
    union all
    select
        'bridge_named_institution' as found_in,
        section,
        entry_key
    from dw.bridge_named_institution
    where release_id = :release_id
    union all
    select
        'fact_mandate' as found_in,
        'policy_actions' as section,
        action_key as entry_key
    from dw.fact_mandate
    where release_id = :release_id and action_key <> ''
    union all
    select
        'dim_term' as found_in,
        'terminology' as section,
        unnest(refers_to_keys) as entry_key
    from dw.dim_term
    where release_id = :release_id
    union all
    select
        'dim_organisation' as found_in,
        'diaspora_organisations' as section,
        unnest(sister_keys) as entry_key
    from dw.dim_organisation
    where release_id = :release_id
)

select
    l.found_in,
    l.section,
    l.entry_key
from link as l
left join dw.content_entry as e
    on e.release_id = :release_id and l.section = e.section and l.entry_key = e.entry_key
where e.entry_key is null;
