-- what: countries that had figures other than 0 for an indicator in the release before and have none now
-- why: a code that changed, or a country that is missing from the sweep, or has zeros in
--   place of its figures
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_indicator
-- look at: the publisher's page of the indicator: countries are dropped when they are reclassified
with before as (
    select distinct
        country_id,
        indicator_code
    from dw.fact_indicator
    where release_id = :previous_release_id and value <> 0
),

now as (
    select distinct
        country_id,
        indicator_code
    from dw.fact_indicator
    where release_id = :release_id and value <> 0
)

select
    c.country_name,
    b.indicator_code
from before as b
inner join dw.dim_country as c on b.country_id = c.country_id
left join now as n on b.country_id = n.country_id and b.indicator_code = n.indicator_code
where n.country_id is null;
