-- Corridors between neighbours at odds, to which the World Bank's matrices give no remittances. The estimates give them
-- none either. Source: World Bank (KNOMAD), bilateral remittance matrices of 2015, 2016 and 2021, and their notes.
-- grain: origin_iso3_code, destination_iso3_code
create or replace view dw.closed_remittance_corridor as
select
    origin_iso3_code,
    destination_iso3_code
from (
    values
    ('IND', 'PAK'),
    ('PAK', 'IND'),
    ('LBN', 'ISR'),
    ('ISR', 'LBN'),
    ('AZE', 'ARM'),
    ('ARM', 'AZE')
) as corridor (origin_iso3_code, destination_iso3_code);
