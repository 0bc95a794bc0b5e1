-- what: releases in which more than a tenth of the names are not known for their codes
-- why: names that moved by a row, or a table of something else; one or two countries change their names in a year
-- severity: error
-- table: ops.published_name
-- threshold: a tenth of at least 30 names; none is unknown in editions 2020 and 2024 and in the World Bank's list of
--   July 2025
-- look at: names and codes in a few rows; if the publisher spells names anew, add them to countries.yaml
with found as (
    select
        place_code,
        place_name,
        ops.is_known_name(place_code, place_name) as is_known
    from ops.published_name
    where release_id = :release_id
)

select
    count(*) as published_names,
    count(*) filter (where not is_known) as unknown_names,
    min(place_code || ' ' || place_name) filter (where not is_known) as such_as
from found
having count(*) >= 30 and count(*) filter (where not is_known) > 0.1 * count(*);
