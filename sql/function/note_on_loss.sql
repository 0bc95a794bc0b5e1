-- Returns a sentence for a figure that is lower by a quarter or more than the edition before had it for the same
-- year. The loss must also be 1 % or more of `all_before`, the origin's emigrants in that edition: so a small State's
-- loss counts as much as a large one's, and a handful of people does not. Empty otherwise.
create or replace function dw.note_on_loss(
    counted text, year integer, edition_before text, migrants_before bigint,
    edition_after text, migrants_after bigint, all_before bigint
)
returns text
language sql
immutable
parallel safe
as $$
    select format(
        'Edition %s gives %s %s for %s, edition %s %s.',
        edition_before, to_char(migrants_before, 'FM999,999,999,990'), counted, year,
        edition_after, coalesce(to_char(nullif(migrants_after, 0), 'FM999,999,999,990'), 'none')
    )
    where
        migrants_before > 0
        and migrants_before - coalesce(migrants_after, 0) >= 0.25 * migrants_before
        and migrants_before - coalesce(migrants_after, 0) >= 0.01 * all_before
$$;

grant execute on function dw.note_on_loss(text, integer, text, bigint, text, bigint, bigint) to public;
