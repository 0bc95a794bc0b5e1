-- Returns a sentence for a figure of migrants in a place where the origin of 5 % or more of all migrants is unknown:
-- some of those may belong to the figure. Empty below that.
create or replace function dw.note_on_unknown_origin(unknown_origin_pct double precision)
returns text
language sql
immutable
parallel safe
as $$
    select format(
        'UN DESA does not say where %s %% of the migrants there come from, so the figure may be too low.',
        to_char(unknown_origin_pct, 'FM990.0')
    )
    where unknown_origin_pct >= 5
$$;

grant execute on function dw.note_on_unknown_origin(double precision) to public;
