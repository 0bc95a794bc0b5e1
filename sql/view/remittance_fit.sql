-- How the estimates of remittances by corridor compare with each year's published matrix. Both are results of a model:
-- the World Bank's with the figures of its time, ours with the newest. Rank correlation (Spearman) is over the
-- corridors that both have; the shares are of all money in the matrix, so a corridor without an estimate lies outside
-- a factor of two. Sources: as in bilateral_remittance.
-- grain: year
create or replace view mart.remittance_fit as
with compared as (
    select
        p.year,
        p.edition,
        p.remittances_usd as published_usd,
        e.remittances_usd as estimated_usd,
        case when e.remittances_usd is not null then rank() over (
            partition by p.year, e.remittances_usd is null
            order by p.remittances_usd
        ) end as published_rank,
        case when e.remittances_usd is not null then rank() over (
            partition by p.year, e.remittances_usd is null
            order by e.remittances_usd
        ) end as estimated_rank
    from dw.published_remittance as p
    left join dw.estimated_remittance as e
        on p.origin_id = e.origin_id and p.destination_id = e.destination_id and p.year = e.year
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
