-- what: the release has lost more than 5 % of the figures of the one it replaces
-- why: half a workbook or a truncated sweep can be parsed and adds up; it is only smaller
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_migrant_stock
-- threshold: 5 %; the same edition published again has never lost any
-- look at: the number of rows and of blank cells in the workbook, beside that of the release in use
with counted as (
    select
        count(*) filter (where release_id = :previous_release_id) as figures_before,
        count(*) filter (where release_id = :release_id) as figures_now
    from dw.fact_migrant_stock
    where release_id in (:release_id, :previous_release_id)
)

select
    figures_before,
    figures_now
from counted
where figures_now < 0.95 * figures_before;
