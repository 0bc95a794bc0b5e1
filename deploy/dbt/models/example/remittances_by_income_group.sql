-- An example of a model of your own: remittances received by income group of today and year.
select
    c.income_group,
    r.year,
    count(r.remittances_received_usd) as countries,
    sum(r.remittances_received_usd) as remittances_received_usd
from {{ source('mart', 'remittance') }} as r
inner join {{ source('mart', 'country') }} as c on r.iso3_code = c.iso3_code
where c.income_group is not null
group by c.income_group, r.year
