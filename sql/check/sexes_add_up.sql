-- what: corridors where men and women do not add up to both sexes
-- why: it reveals a block of columns that was read from the wrong place, or an error of the publisher
-- severity: warning
-- table: dw.fact_migrant_stock
-- threshold: none in editions 2020 and 2024; 18 of 158,753 cells in edition 2019
select
    origin_id,
    destination_id,
    year,
    migrants,
    male_migrants,
    female_migrants
from dw.fact_migrant_stock
where release_id = :release_id and male_migrants + female_migrants <> migrants;
