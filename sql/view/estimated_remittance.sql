-- Remittances by corridor and year as a model estimates them: what a country or area received in a year, shared out
-- over the countries where its emigrants live, by their number times what each can be expected to send. Method:
-- Ratha and Shaw (2007), see dw.expected_transfer and dw.remittance_model. Sources: World Bank, current release; UN
-- DESA, current edition, between its years on a straight line.
-- grain: origin_id, destination_id, year
create or replace view dw.estimated_remittance as
select
    s.origin_id,
    s.destination_id,
    s.year,
    o.received_usd * s.migrants * dw.expected_transfer(o.income, d.income)
    / o.expected_total as remittances_usd,
    s.migrants,
    s.is_interpolated,
    case
        when o.income is null or d.income is null then 'none'
        when 'subregion' in (o.income_basis, d.income_basis) then 'subregion'
        when 'nearest year' in (o.income_basis, d.income_basis) then 'nearest year'
        else 'published'
    end as income_basis,
    s.edition as stock_edition,
    r.edition
from dw.yearly_migrant_stock as s
inner join dw.remittance_basis as o on s.origin_id = o.country_id and s.year = o.year
inner join dw.source_release as r on o.indicator_release_id = r.release_id
left join dw.remittance_basis as d on s.destination_id = d.country_id and s.year = d.year
left join dw.closed_remittance_corridor as c
    on s.origin_id = c.origin_id and s.destination_id = c.destination_id
where o.received_usd is not null and o.expected_total is not null and c.origin_id is null;
