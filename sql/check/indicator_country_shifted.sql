-- what: countries that have the very figures that they had for the year before or after in the release before
-- why: one country's series was shifted by a year, which no other check can see
-- severity: error
-- table: dw.fact_indicator
-- threshold: more than 90 % of at least five figures, while fewer than half are those of the same year. Zeros do not
--   count, nor figures that a country has in consecutive years anyway: up to 76 % of a series
-- look at: the years of these countries on the publisher's page of the indicator
with shifted as (
    select
        a.country_id,
        a.indicator_code,
        s.years,
        count(*) as figures,
        count(*) filter (where a.value = b.value) as shifted_figures,
        count(*) filter (where a.value = o.value) as own_figures
    from dw.fact_indicator as a
    cross join (values (-1), (1)) as s (years)
    inner join dw.fact_indicator as b
        on a.indicator_code = b.indicator_code and a.country_id = b.country_id and a.year = b.year + s.years
    left join dw.fact_indicator as o
        on
            a.indicator_code = o.indicator_code
            and a.country_id = o.country_id
            and a.year = o.year
            and o.release_id = :previous_release_id
    where a.release_id = :release_id and b.release_id = :previous_release_id and a.value <> 0
    group by a.country_id, a.indicator_code, s.years
)

select
    c.country_name,
    f.indicator_code,
    f.years as shifted_by,
    f.figures,
    f.shifted_figures
from shifted as f
inner join dw.dim_country as c on f.country_id = c.country_id
where f.figures >= 5 and f.shifted_figures > 0.9 * f.figures and f.own_figures < 0.5 * f.figures
order by c.country_name, f.indicator_code;
