-- Returns a sentence for a figure of migrants in a place where the origin of many is unknown (see
-- has_many_unknown_origins): some of those may belong to the figure. Empty elsewhere.
create or replace function dw.note_on_unknown_origin(unknown_origin_pct double precision)
returns text
language sql
stable
parallel safe
as $$
    select
        case
            when dw.has_many_unknown_origins(unknown_origin_pct)
                then format(
                    'UN DESA does not say where many of the immigrants (%s %%) come from, so the figure may be too low.',
                    to_char(unknown_origin_pct, 'FM990.0')
                )
        end
$$;

grant execute on function dw.note_on_unknown_origin(double precision) to public;
