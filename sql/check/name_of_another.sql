-- what: codes beside which the name of another country or area is published
-- why: codes or names that were swapped: figures would be published under the wrong country
-- severity: error
-- table: ops.published_name
-- threshold: none; in editions 2020 and 2024 and in the World Bank's list of July 2025, every name belongs to its code
-- look at: the rows with this code and with this name: which of the two do the figures belong to
select
    n.place_code,
    n.place_name,
    k.place_code as code_of_name
from ops.published_name as n
inner join ops.known_name as k on lower(n.place_name) = lower(k.place_name)
where n.release_id = :release_id and not ops.is_known_name(n.place_code, n.place_name)
order by n.place_code, n.place_name;
