-- what: codes in curated content that no vocabulary explains
-- why: a code that was taken out of the vocabularies while content still uses it
-- severity: error
-- table: dw.dim_content_edition
-- threshold: none; every code is explained
with used as (
    select
        'term_kinds' as vocabulary,
        kind as code_used
    from dw.dim_term
    where release_id = :release_id
    union distinct
    select
        'right_statuses' as vocabulary,
        status as code_used
    from dw.fact_political_right
    where release_id = :release_id
    union distinct
    select
        'voting_channels' as vocabulary,
        channel as code_used
    from dw.bridge_right_channel
    where release_id = :release_id
    union distinct
    select
        'policy_kinds' as vocabulary,
        kind as code_used
    from dw.dim_policy
    where release_id = :release_id
    union distinct
    select
        'policy_statuses' as vocabulary,
        status as code_used
    from dw.dim_policy
    where release_id = :release_id
    union distinct
    select
        'policy_relations' as vocabulary,
        relation as code_used
    from dw.bridge_related_policy
    where release_id = :release_id
    union distinct
    select
        'assessment_kinds' as vocabulary,
        kind as code_used
    from dw.dim_assessment
    where release_id = :release_id
    union distinct
    select
        'institution_scopes' as vocabulary,
        scope as code_used
    from dw.dim_institution
    where release_id = :release_id
    union distinct
    select
        'institution_levels' as vocabulary,
        level as code_used
    from dw.dim_institution
    where release_id = :release_id
    union distinct
    select
        'institution_statuses' as vocabulary,
        status as code_used
    from dw.dim_institution
    where release_id = :release_id
    union distinct
    select
        'activity_kinds' as vocabulary,
        activity as code_used
    from dw.bridge_activity
    where release_id = :release_id
    union distinct
    select
        'citation_kinds' as vocabulary,
        kind as code_used
    from dw.dim_citation
    where release_id = :release_id
)

select
    u.vocabulary,
    u.code_used
from used as u
left join dw.dim_vocabulary as v on u.vocabulary = v.vocabulary and u.code_used = v.code
where v.code is null;
