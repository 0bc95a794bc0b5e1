-- The years in which remittances received are three times those of the year before or more, or a third or less, and
-- at least 10 million US$ in one of the two, with a sentence that says so. Of the changes from one year to the next
-- since 2000, 2 % are as large. The largest that migrants are known to have made is a factor of 2.6 (Azerbaijan in
-- 2022); beyond 3 lie new methods (Ghana in 2011, Romania in 2005), figures that come and go (Guinea, Mauritania,
-- Kuwait), and breaks that the figures do not explain (the State of Palestine in 2024). Placeholder zeros are left
-- out. The table dw.remittance_break holds these rows. Source: World Bank, current release.
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
)

select
    r.country_id,
    r.year,
    concat_ws(
        ' ',
        format(
            'Remittances to %s went from %s in %s to %s in %s.',
            c.name_in_sentence,
            dw.dollars_text(r.received_before_usd), r.year_before, dw.dollars_text(r.received_usd), r.year
        ),
        'So sharp a change often means that something else was counted.'
    ) as coverage_note
from received as r
inner join dw.dim_country as c on r.country_id = c.country_id
where
    r.year_before = r.year - 1
    and greatest(r.received_usd, r.received_before_usd) >= 3 * least(r.received_usd, r.received_before_usd)
    and greatest(r.received_usd, r.received_before_usd) >= 1e7;
