-- Whether dual citizenship is accepted, by the letter of the law in force on 1 January of the year: for citizens who
-- naturalise abroad, and for foreigners who naturalise here. Source: GLOBALCIT Citizenship Law Dataset, current
-- release, in this project's words; conditions and the articles are the dataset's. Reforms after the newest year, such
-- as Germany's of June 2024, are not in it. Other datasets define dual citizenship in other ways.
-- grain: iso3_code, year
create or replace view mart.dual_citizenship as
with law as (
    select
        n.iso3_code,
        n.country_name,
        f.year,
        f.release_id,
        bool_or(c.is_accepted) filter (where f.mode_code = 'L05') as accepted_naturalising_abroad,
        bool_or(c.is_accepted) filter (where f.mode_code = 'A06b') as accepted_naturalising_here,
        max(c.label) filter (where f.mode_code = 'dualcit_comb') as acceptance,
        max(c.label) filter (where f.mode_code = 'L05') as loss_category,
        max(c.procedure) filter (where f.mode_code = 'L05') as loss_procedure,
        max(f.article) filter (where f.mode_code = 'L05') as loss_article,
        max(f.conditions) filter (where f.mode_code = 'L05') as loss_conditions,
        max(c.meaning) filter (where f.mode_code = 'L05') as loss_meaning,
        max(c.label) filter (where f.mode_code = 'A06b') as naturalisation_requirement,
        max(f.article) filter (where f.mode_code = 'A06b') as naturalisation_requirement_article,
        max(f.conditions) filter (where f.mode_code = 'A06b') as naturalisation_requirement_conditions,
        max(c.meaning) filter (where f.mode_code = 'A06b') as naturalisation_meaning,
        max(c.label) filter (where f.mode_code = 'L01') as renunciation,
        max(f.article) filter (where f.mode_code = 'L01') as renunciation_article,
        max(f.conditions) filter (where f.mode_code = 'L01') as renunciation_conditions,
        max(c.right_status) as right_status
    from dw.fact_citizenship_law as f
    inner join dw.dim_citizenship_category as c
        on f.mode_code = c.mode_code and f.category_code = c.category_code
    inner join dw.dim_country as n on f.country_id = n.country_id -- here, so that a filter by country gets in
    where
        f.release_id = (
            select p.release_id
            from dw.source_release as p
            where p.source_code = 'globalcit' and p.subject = '' and p.is_current
        )
    group by n.iso3_code, n.country_name, f.year, f.release_id
)

select
    w.iso3_code,
    w.country_name,
    w.year,
    make_date(w.year, 1, 1) as year_date,
    w.accepted_naturalising_abroad,
    w.accepted_naturalising_here,
    w.acceptance,
    w.loss_category,
    w.loss_procedure,
    w.loss_article,
    w.loss_conditions,
    w.loss_meaning,
    w.naturalisation_requirement,
    w.naturalisation_requirement_article,
    w.naturalisation_requirement_conditions,
    w.naturalisation_meaning,
    w.renunciation,
    w.renunciation_article,
    w.renunciation_conditions,
    w.right_status,
    r.edition
from law as w
inner join dw.source_release as r on w.release_id = r.release_id;
