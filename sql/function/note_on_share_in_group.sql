-- Returns a sentence for the share of emigrants who live in a group of countries, if migrants of unknown origin could
-- raise it by more than 2 points. So a share near 0 or 100 % has none. Empty otherwise.
create or replace function dw.note_on_share_in_group(
    in_group bigint, everywhere bigint, unknown_origin_pct double precision
)
returns text
language sql
stable
parallel safe
as $$
    select
        case
            when dw.points_of_unknown_origin(in_group, everywhere, unknown_origin_pct) > 2
                then concat_ws(
                    ' ',
                    format(
                        'UN DESA does not say where many of the immigrants in the region (%s %%) come from.',
                        to_char(unknown_origin_pct, 'FM990.0')
                    ),
                    format(
                        'Counted in proportion, they would raise the share by %s points.',
                        to_char(
                            dw.points_of_unknown_origin(in_group, everywhere, unknown_origin_pct), 'FM990.0'
                        )
                    )
                )
        end
$$;

grant execute on function dw.note_on_share_in_group(bigint, bigint, double precision) to public;
