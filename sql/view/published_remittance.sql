-- The World Bank's (KNOMAD's) bilateral remittance estimates: for every year that it published one, the newest
-- release of its matrix. Corridors that it does not estimate have no row. A model's results, not measurements.
-- The bundled sample is left out as soon as a matrix is loaded.
-- grain: origin_id, destination_id, year
create or replace view dw.published_remittance as
select
    f.origin_id,
    f.destination_id,
    f.year,
    f.remittances_usd,
    r.edition
from dw.fact_bilateral_remittance as f
inner join dw.source_release as r on f.release_id = r.release_id
where
    r.source_code = 'remittance_matrix'
    and r.published_at is not null and r.superseded_at is null
    and (r.is_current or not r.is_sample);
