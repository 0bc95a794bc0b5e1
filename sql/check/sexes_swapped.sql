-- what: years in which destinations with many men among their migrants are not those of the earlier release
-- why: blocks of columns, or their titles, that were swapped: men would be published as women
-- severity: error
-- table: dw.fact_migrant_stock_total
-- threshold: a correlation of 0.5 between the shares of men in at least 30 destinations; from edition 2020 to 2024 it
--   is 0.96 to 0.97 in every year, and with the sexes swapped it is negative
-- look at: the titles above the blocks of years; there are more men than women among the migrants of Qatar and Oman
with share as (
    select
        n.year,
        n.male_immigrants::double precision / n.immigrants as male_share,
        b.male_immigrants::double precision / b.immigrants as male_share_before
    from dw.fact_migrant_stock_total as n
    inner join dw.fact_migrant_stock_total as b on n.country_id = b.country_id and n.year = b.year
    where
        n.release_id = :release_id and b.release_id = :known_release_id
        and n.immigrants > 0 and b.immigrants > 0
)

select
    year,
    count(*) as destinations,
    round(corr(male_share, male_share_before)::numeric, 3) as similarity
from share
group by year
having regr_count(male_share, male_share_before) >= 30 and corr(male_share, male_share_before) < 0.5
order by year;
