-- Returns whether two editions disagree on a figure for the same year: by a quarter or more of the larger one, and by
-- 1 % or more of `all_before`, the origin's emigrants in the edition before. So a small State's change counts as much
-- as a large one's, and a handful of people does not. A side without a figure counts as 0.
create or replace function dw.is_revised(migrants_before bigint, migrants_after bigint, all_before bigint)
returns boolean
language sql
immutable
parallel safe
as $$
    select
        all_before is not null
        and coalesce(greatest(migrants_before, migrants_after), 0) > 0
        -- in whole numbers: decimal fractions take several times as long
        and 4 * abs(coalesce(migrants_after, 0) - coalesce(migrants_before, 0))
            >= greatest(migrants_before, migrants_after)
        and 100 * abs(coalesce(migrants_after, 0) - coalesce(migrants_before, 0)) >= all_before
$$;

grant execute on function dw.is_revised(bigint, bigint, bigint) to public;
