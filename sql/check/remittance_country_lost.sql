-- what: countries that sent or received remittances in the release that this one replaces, and no longer do
-- why: a row or a column that is missing, or a name or code that changed
-- severity: error
-- accepted by: --accept-shrink
-- table: dw.fact_bilateral_remittance
-- threshold: none; the workbook of 2021 and Data360's file have the same countries
-- look at: the row and the column of these countries, or their lines
with side as (
    select
        release_id,
        origin_id as country_id,
        'receives' as side
    from dw.fact_bilateral_remittance
    where release_id in (:release_id, :previous_release_id)
    union
    select
        release_id,
        destination_id as country_id,
        'sends' as side
    from dw.fact_bilateral_remittance
    where release_id in (:release_id, :previous_release_id)
)

select
    c.country_name,
    s.side
from side as s
inner join dw.dim_country as c on s.country_id = c.country_id
group by c.country_name, s.side
having bool_and(s.release_id <> :release_id)
order by c.country_name, s.side;
