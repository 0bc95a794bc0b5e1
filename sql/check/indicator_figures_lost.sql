-- what: indicators that have lost more than 5 % of the figures other than 0 of the release before
-- why: a truncated sweep, zeros in place of figures, or an indicator that is being withdrawn
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_indicator
-- threshold: 5 %; the World Bank adds years and revises values, but hardly ever removes figures
-- look at: the publisher's page of the indicator: does it still offer these years
with counted as (
    select
        indicator_code,
        count(*) filter (where release_id = :previous_release_id) as figures_before,
        count(*) filter (where release_id = :release_id) as figures_now
    from dw.fact_indicator
    where release_id in (:release_id, :previous_release_id) and value <> 0
    group by indicator_code
)

select
    indicator_code,
    figures_before,
    figures_now
from counted
where figures_now < 0.95 * figures_before;
