-- what: the release has lost more than 5 % of the corridors of the one it replaces
-- why: half a file can be parsed and adds up; it is only smaller
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_bilateral_remittance
-- threshold: 5 %; the workbook of 2021 and Data360's file have the same 10,227 corridors
-- look at: the number of rows, columns and blank cells, beside those of the release in use
with counted as (
    select
        count(*) filter (where release_id = :previous_release_id) as corridors_before,
        count(*) filter (where release_id = :release_id) as corridors_now
    from dw.fact_bilateral_remittance
    where release_id in (:release_id, :previous_release_id)
)

select
    corridors_before,
    corridors_now
from counted
where corridors_now < 0.95 * corridors_before;
