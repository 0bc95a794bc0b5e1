-- Remittances by corridor and year by both methods, published and estimated (see bilateral_remittance), with the
-- place of each end among those of the other by the same method, the largest amount first, and its share of them all.
-- Equal amounts are ranked by name. The note says what is particular to a figure: that the two methods differ by a
-- factor of two or more in the newest matrix up to the year, and by 1 % or more of what the origin received; that the
-- sum of a matrix is not what the World Bank records today, by a quarter or more; and for an estimate, what doubts
-- there are of the amount received, of the migrants at the nearest date of their stock, and of an income. The table
-- dw.remittance_corridor holds these rows. Sources: World Bank, matrices and current indicators; UN DESA, current
-- edition.
-- grain: origin_id, destination_id, year, method
create or replace view dw.remittance_corridor_model as
with country as materialized ( -- a place among the names is compared faster than a name
    select
        country_id,
        iso3_code,
        name_in_sentence,
        row_number() over (order by country_name) as name_order
    from dw.dim_country
),

corridor as (
    select
        origin_id,
        destination_id,
        year,
        true as is_published,
        remittances_usd,
        null::bigint as migrants,
        null::boolean as is_interpolated,
        null as income_basis,
        edition,
        null as stock_edition
    from dw.published_remittance
    union all
    select
        origin_id,
        destination_id,
        year,
        false as is_published,
        remittances_usd,
        migrants::bigint as migrants,
        is_interpolated,
        income_basis,
        edition,
        stock_edition
    from dw.estimated_remittance
),

matrix as ( -- with the year of the next one that has the corridor
    select
        origin_id,
        destination_id,
        year,
        remittances_usd,
        lead(year, 1, 9999) over (partition by origin_id, destination_id order by year) as next_year
    from dw.published_remittance
),

disagreement as (
    select
        m.origin_id,
        m.destination_id,
        m.year,
        m.next_year,
        format(
            'The World Bank’s estimate for %s and ours differ by a factor of two or more (%s and %s).',
            m.year, dw.dollars_text(m.remittances_usd), dw.dollars_text(e.remittances_usd)
        ) as coverage_note
    from matrix as m
    inner join corridor as e
        on m.origin_id = e.origin_id and m.destination_id = e.destination_id and m.year = e.year
    inner join dw.remittance_basis as r on m.origin_id = r.country_id and m.year = r.year
    where
        not e.is_published
        and dw.relative_difference(m.remittances_usd, e.remittances_usd) >= 0.5
        and abs(m.remittances_usd - e.remittances_usd) >= 0.01 * r.received_usd
),

ranked as (
    select
        c.origin_id,
        o.iso3_code as origin_iso3_code,
        o.name_in_sentence as origin_name,
        c.destination_id,
        d.iso3_code as destination_iso3_code,
        c.year,
        c.is_published,
        c.remittances_usd,
        c.migrants,
        c.is_interpolated,
        c.income_basis,
        c.edition,
        c.stock_edition,
        row_number() over received::integer as sender_rank,
        sum(c.remittances_usd) over received as received_usd,
        row_number() over sent::integer as receiver_rank,
        sum(c.remittances_usd) over sent as sent_usd
    from corridor as c
    inner join country as o on c.origin_id = o.country_id
    inner join country as d on c.destination_id = d.country_id
    window -- all rows count in a sum, in the order of the ranks: its last digit depends on the order
        received as (
            partition by c.origin_id, c.year, c.is_published
            order by c.remittances_usd desc, d.name_order asc
            rows between unbounded preceding and unbounded following
        ),
        sent as (
            partition by c.destination_id, c.year, c.is_published
            order by c.remittances_usd desc, o.name_order asc
            rows between unbounded preceding and unbounded following
        )
)

select
    c.origin_id,
    c.destination_id,
    c.year,
    case when c.is_published then 'published' else 'estimated' end as method, -- noqa: RF04
    c.remittances_usd,
    c.migrants,
    c.is_interpolated,
    c.income_basis,
    c.edition,
    c.stock_edition,
    c.sender_rank,
    dw.percentage(c.remittances_usd, c.received_usd) as pct_of_received,
    c.receiver_rank,
    dw.percentage(c.remittances_usd, c.sent_usd) as pct_of_sent,
    nullif(
        concat_ws(
            ' ',
            g.coverage_note,
            case
                when c.is_published and dw.relative_difference(c.received_usd, r.received_usd) >= 0.25
                    then format(
                        'Remittances to %s in %s add up to %s in this matrix; the World Bank now has %s.',
                        c.origin_name, c.year,
                        dw.dollars_text(c.received_usd), dw.dollars_text(r.received_usd)
                    )
            end,
            case when not c.is_published then j.coverage_note end,
            case when not c.is_published then m.coverage_note end,
            case
                when c.income_basis = 'subregion'
                    then 'One of the two incomes is not published; the median of the subregion stands in.'
            end
        ),
        ''
    ) as coverage_note
from ranked as c
left join disagreement as g
    on
        c.origin_id = g.origin_id and c.destination_id = g.destination_id
        and c.year >= g.year and c.year < g.next_year
left join dw.remittance_basis as r on c.origin_id = r.country_id and c.year = r.year
left join dw.remittance_break as j on c.origin_id = j.country_id and c.year = j.year
left join dw.nearest_stock_year as n on c.year = n.year
left join mart.corridor as m
    on
        c.origin_iso3_code = m.origin_iso3_code and c.destination_iso3_code = m.destination_iso3_code
        and n.stock_year = m.year;
