-- Returns a sentence for a figure that two editions disagree on (see is_revised) and that the later one lowered.
-- Empty otherwise.
create or replace function dw.note_on_loss(
    counted text, year integer, edition_before text, migrants_before bigint,
    edition_after text, migrants_after bigint, all_before bigint
)
returns text
language sql
stable
parallel safe
as $$
    select
        case
            when
                dw.is_revised(migrants_before, migrants_after, all_before)
                and migrants_before > coalesce(migrants_after, 0)
                then format(
                    'For %s, the %s edition counted %s %s and the %s edition %s.',
                    year, edition_before, to_char(migrants_before, 'FM999,999,999,990'), counted,
                    edition_after, coalesce(to_char(nullif(migrants_after, 0), 'FM999,999,999,990'), 'none')
                )
        end
$$;

grant execute on function dw.note_on_loss(text, integer, text, bigint, text, bigint, bigint) to public;
