-- what: keys that occur more than once in a published view
-- why: sums and joins would count such rows twice; a dimension with two rows for a code causes it
-- severity: error
-- when: on demand
-- for each: published view
-- threshold: none; the keys of all views are unique
select
    ':view' as view_name,
    concat_ws(' ', :grain) as grain_key,
    count(*) as times
from mart.:view
group by :grain
having count(*) > 1;
