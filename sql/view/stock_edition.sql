-- Editions of the migrant stock, each in its newest release and with the edition before it. Samples, which hold
-- one origin only, are not compared with anything and are left out. Source: UN DESA.
-- grain: edition
create or replace view dw.stock_edition as
select
    release_id,
    edition,
    is_current,
    lag(release_id) over (order by edition) as former_release_id,
    lag(edition) over (order by edition) as former_edition
from dw.source_release
where
    source_code = 'undesa' and subject = '' and not is_sample
    and published_at is not null and superseded_at is null;
