-- what: keys that a published view holds more than once
-- why: whoever sums a view or joins to it counts such rows twice; a dimension with two rows for a code does it
-- severity: error
-- when: on demand
-- threshold: none; the keys of all views are unique
with grain as (
    select
        'assessment' as view_name,
        concat_ws(' ', iso3_code, assessment_key) as grain_key
    from mart.assessment
    union all
    select
        'citation' as view_name,
        concat_ws(' ', iso3_code, citation_key) as grain_key
    from mart.citation
    union all
    select
        'citation_link' as view_name,
        concat_ws(' ', iso3_code, section, entry_key, citation_key) as grain_key
    from mart.citation_link
    union all
    select
        'content_edition' as view_name,
        iso3_code as grain_key
    from mart.content_edition
    union all
    select
        'correction' as view_name,
        concat_ws(' ', iso3_code, correction_key) as grain_key
    from mart.correction
    union all
    select
        'corridor' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, destination_iso3_code, year) as grain_key
    from mart.corridor
    union all
    select
        'country_profile' as view_name,
        iso3_code as grain_key
    from mart.country_profile
    union all
    select
        'data_dictionary' as view_name,
        concat_ws(' ', view_name, column_name) as grain_key
    from mart.data_dictionary
    union all
    select
        'diaspora_organisation' as view_name,
        concat_ws(' ', iso3_code, organisation_key) as grain_key
    from mart.diaspora_organisation
    union all
    select
        'edition_change' as view_name,
        concat_ws(
            ' ', origin_iso3_code, origin_name, destination_iso3_code, year, edition_before, edition_after
        ) as grain_key
    from mart.edition_change
    union all
    select
        'emigration' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, year) as grain_key
    from mart.emigration
    union all
    select
        'emigration_by_group' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, year, group_code) as grain_key
    from mart.emigration_by_group
    union all
    select
        'further_reading' as view_name,
        concat_ws(' ', iso3_code, reading_key) as grain_key
    from mart.further_reading
    union all
    select
        'indicator_change' as view_name,
        concat_ws(' ', iso3_code, indicator_code, year, release_id) as grain_key
    from mart.indicator_change
    union all
    select
        'institution' as view_name,
        concat_ws(' ', iso3_code, institution_key) as grain_key
    from mart.institution
    union all
    select
        'mandate' as view_name,
        concat_ws(' ', iso3_code, institution_key, policy_key, action_key) as grain_key
    from mart.mandate
    union all
    select
        'organisation_presence' as view_name,
        concat_ws(' ', iso3_code, organisation_key, destination_iso3_code) as grain_key
    from mart.organisation_presence
    union all
    select
        'policy' as view_name,
        concat_ws(' ', iso3_code, policy_key) as grain_key
    from mart.policy
    union all
    select
        'policy_action' as view_name,
        concat_ws(' ', iso3_code, action_key) as grain_key
    from mart.policy_action
    union all
    select
        'policy_milestone' as view_name,
        concat_ws(' ', iso3_code, milestone_key, policy_key) as grain_key
    from mart.policy_milestone
    union all
    select
        'political_right' as view_name,
        concat_ws(' ', iso3_code, right_key) as grain_key
    from mart.political_right
    union all
    select
        'practice' as view_name,
        concat_ws(' ', iso3_code, practice_key) as grain_key
    from mart.practice
    union all
    select
        'practice_theme' as view_name,
        concat_ws(' ', iso3_code, practice_key, theme_code) as grain_key
    from mart.practice_theme
    union all
    select
        'remittance' as view_name,
        concat_ws(' ', iso3_code, year) as grain_key
    from mart.remittance
    union all
    select
        'source_status' as view_name,
        release_id::text as grain_key
    from mart.source_status
    union all
    select
        'terminology' as view_name,
        concat_ws(' ', iso3_code, term_key) as grain_key
    from mart.terminology
    union all
    select
        'top_destination' as view_name,
        concat_ws(' ', origin_iso3_code, origin_name, year, rank) as grain_key
    from mart.top_destination
    union all
    select
        'vocabulary' as view_name,
        concat_ws(' ', vocabulary, code) as grain_key
    from mart.vocabulary
)

select
    view_name,
    grain_key,
    count(*) as times
from grain
group by view_name, grain_key
having count(*) > 1
order by view_name, grain_key;
