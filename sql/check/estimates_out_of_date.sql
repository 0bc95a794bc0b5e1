-- what: rows that the estimates of remittances rest on, and that the releases in use do not give
-- why: the rows are stored; if they are of other releases, estimates contradict the figures beside them
-- severity: error
-- when: on demand
-- look at: dw.remittance_basis; to fill it again, run: diaspora-dw run undesa --force
-- threshold: a thousand-millionth, which the order of adding up can cost
with model as (
    select
        country_id,
        year,
        income,
        income_basis,
        received_usd,
        expected_total,
        stock_release_id,
        indicator_release_id
    from dw.remittance_model()
)

select
    country_id,
    year,
    k.received_usd as stored_received_usd,
    m.received_usd,
    k.income as stored_income,
    m.income,
    k.expected_total as stored_expected_total,
    m.expected_total
from dw.remittance_basis as k
full join model as m using (country_id, year)
where
    k.stock_release_id is distinct from m.stock_release_id
    or k.indicator_release_id is distinct from m.indicator_release_id
    or k.received_usd is distinct from m.received_usd
    or k.income is distinct from m.income
    or k.income_basis is distinct from m.income_basis
    or (k.expected_total is null) <> (m.expected_total is null)
    or abs(k.expected_total - m.expected_total) > 1e-9 * m.expected_total
order by country_id, year;
