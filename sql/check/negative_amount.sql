-- what: amounts and counts that cannot be negative but are
-- why: a sign that was read into a figure, or a correction booked as a value
-- severity: error
-- table: dw.fact_indicator
-- threshold: net migration and inflation may be negative, the others may not
select
    c.country_name,
    i.indicator_code,
    i.year,
    i.value
from dw.fact_indicator as i
inner join dw.dim_country as c on i.country_id = c.country_id
where
    i.release_id = :release_id
    and i.indicator_code in (
        'BX.TRF.PWKR.CD.DT', 'BM.TRF.PWKR.CD.DT', 'BX.TRF.PWKR.DT.GD.ZS',
        'NY.GDP.MKTP.CD', 'NY.GDP.PCAP.PP.KD', 'SP.POP.TOTL'
    )
    and i.value < 0;
