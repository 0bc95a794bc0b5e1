-- Corridors between neighbours at odds, to which the World Bank's matrices give no remittances. The estimates give them
-- none either. Source: World Bank (KNOMAD), bilateral remittance matrices of 2015, 2016 and 2021, and their notes.
-- grain: origin_id, destination_id
create or replace view dw.closed_remittance_corridor as
select
    o.country_id as origin_id,
    d.country_id as destination_id
from (
    values
    ('IND', 'PAK'),
    ('PAK', 'IND'),
    ('LBN', 'ISR'),
    ('ISR', 'LBN'),
    ('AZE', 'ARM'),
    ('ARM', 'AZE')
) as c (origin_iso3_code, destination_iso3_code)
inner join dw.dim_country as o on c.origin_iso3_code = o.iso3_code
inner join dw.dim_country as d on c.destination_iso3_code = d.iso3_code;
