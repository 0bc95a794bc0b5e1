-- The years in which remittances received do not look like a count of their own, with a sentence that says so.
-- Either they are three times those of the year before or more, or a third or less, and at least 10 million US$ in one
-- of the two. Of the changes from one year to the next since 2000, 2 % are as large. The largest that migrants are
-- known to have made is a factor of 2.6 (Azerbaijan in 2022); beyond 3 lie new methods (Ghana in 2011, Romania in
-- 2005), figures that come and go (Guinea, Mauritania, Kuwait), and breaks that the figures do not explain (the State
-- of Palestine in 2024). Or they are those of the year before to the last digit: Yemen has one figure for 2016 to
-- 2023, Oman for 2001 to 2023. Placeholder zeros are left out. The table dw.remittance_break holds these rows. Source:
-- World Bank, current release.
-- grain: country_id, year
create or replace view dw.remittance_break_model as
with received as (
    select
        country_id,
        year,
        value as received_usd,
        lag(year) over same_country as year_before,
        lag(value) over same_country as received_before_usd
    from dw.usable_indicator
    where indicator_code = 'BX.TRF.PWKR.CD.DT'
    window same_country as (partition by country_id order by year)
),

dated as (
    select
        country_id,
        year,
        received_usd,
        year_before,
        received_before_usd,
        year_before = year - 1 and received_usd = received_before_usd as is_repeated,
        max(
            case when year_before = year - 1 and received_usd = received_before_usd then null else year end
        ) over (partition by country_id order by year) as unchanged_since
    from received
),

repeated as (
    select
        *,
        max(year) over (partition by country_id, unchanged_since) as unchanged_until
    from dated
)

select
    r.country_id,
    r.year,
    case
        when r.is_repeated
            then format(
                'Remittances to %s %s are exactly those of %s, which looks like a figure carried forward.',
                c.name_in_sentence,
                case
                    when r.unchanged_until = r.unchanged_since + 1 then format('in %s', r.unchanged_until)
                    else format('from %s to %s', r.unchanged_since + 1, r.unchanged_until)
                end,
                r.unchanged_since
            )
        else
            concat_ws(
                ' ',
                format(
                    'Remittances to %s went from %s in %s to %s in %s.',
                    c.name_in_sentence, dw.dollars_text(r.received_before_usd), r.year_before,
                    dw.dollars_text(r.received_usd), r.year
                ),
                'So sharp a change often means that something else was counted.'
            )
    end as coverage_note
from repeated as r
inner join dw.dim_country as c on r.country_id = c.country_id
where
    r.is_repeated
    or (
        r.year_before = r.year - 1
        and greatest(r.received_usd, r.received_before_usd)
        >= greatest(1e7, 3 * least(r.received_usd, r.received_before_usd))
    );
