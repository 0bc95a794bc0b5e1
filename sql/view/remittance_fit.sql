-- How the estimates of remittances by corridor compare with each year's published matrix. Both are results of a model:
-- the World Bank's with the figures of its time, ours with the newest. Rank correlation (Spearman) is over the
-- corridors that both have; the shares are of all money in the matrix, so a corridor without an estimate lies outside
-- a factor of two. Sources: as in bilateral_remittance.
-- grain: year
create or replace view mart.remittance_fit as
with corridor as (
    select
        year,
        max(remittances_usd) filter (where method = 'published') as published_usd,
        max(remittances_usd) filter (where method = 'estimated') as estimated_usd,
        max(edition) filter (where method = 'published') as edition
    from dw.remittance_corridor
    where year = any(array(select distinct p.year from dw.published_remittance as p))
    group by origin_id, destination_id, year
),

compared as (
    select
        year,
        edition,
        published_usd,
        estimated_usd,
        case when estimated_usd is not null then rank() over (
            partition by year, estimated_usd is null
            order by published_usd
        ) end as published_rank,
        case when estimated_usd is not null then rank() over (
            partition by year, estimated_usd is null
            order by estimated_usd
        ) end as estimated_rank
    from corridor
    where published_usd is not null
)

select
    year,
    count(*) as published_corridors,
    count(estimated_usd) as compared_corridors,
    corr(published_rank, estimated_rank) as rank_correlation,
    dw.percentage(
        sum(published_usd) filter (where estimated_usd between 0.5 * published_usd and 2 * published_usd),
        sum(published_usd)
    ) as within_factor_two_pct,
    dw.percentage(
        sum(published_usd) filter (where estimated_usd is null), sum(published_usd)
    ) as not_estimated_pct,
    sum(published_usd) as published_usd,
    sum(estimated_usd) as estimated_usd,
    max(edition) as edition
from compared
group by year;
