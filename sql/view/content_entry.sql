-- Every entry of curated content that others link to, or that a citation supports. Source: content, every
-- release.
-- grain: release_id, section, entry_key
create or replace view dw.content_entry as
select
    release_id,
    'terminology' as section,
    term_key as entry_key,
    term as title
from dw.dim_term
union all
select
    release_id,
    'political_rights' as section,
    right_key as entry_key,
    right_kind as title
from dw.fact_political_right
union all
select
    release_id,
    'policies' as section,
    policy_key as entry_key,
    title
from dw.dim_policy
union all
select
    release_id,
    'policy_actions' as section,
    action_key as entry_key,
    text as title
from dw.dim_policy_action
union all
select distinct
    release_id,
    'policy_milestones' as section,
    milestone_key as entry_key,
    date_text as title
from dw.fact_policy_milestone
union all
select
    release_id,
    'assessments' as section,
    assessment_key as entry_key,
    coalesce(heading, text) as title
from dw.dim_assessment
union all
select
    release_id,
    'practices' as section,
    practice_key as entry_key,
    title
from dw.dim_practice
union all
select
    release_id,
    'institutions' as section,
    institution_key as entry_key,
    name as title
from dw.dim_institution
union all
select
    release_id,
    'diaspora_organisations' as section,
    organisation_key as entry_key,
    name as title
from dw.dim_organisation
union all
select
    release_id,
    'citations' as section,
    citation_key as entry_key,
    coalesce(title, urls[1]) as title
from dw.dim_citation;
