-- Political rights of citizens abroad: whether each is granted, since when, on what conditions and how it is
-- exercised. Sources: curated content, current edition; for a right that it does not have, GLOBALCIT's dataset (dual
-- citizenship) and the World Factbook (seats in parliament). Where a curated right is in these too, other_source has
-- what they say. A right that is not listed may be granted all the same. Lists are separated by "; ".
-- grain: iso3_code, right_key
create or replace view mart.political_right as
with registered as (
    select
        iso3_code,
        right_kind,
        (
            array_agg(status order by array_position(array['granted', 'conditional', 'denied'], status))
        )[1] as status, -- a right that one chamber grants is granted; unclear counts last
        string_agg(summary, '; ' order by position) as summary -- noqa: RF04
    from dw.registered_right
    group by iso3_code, right_kind
),

united as (
    select
        c.iso3_code,
        c.country_name,
        f.right_key,
        f.right_kind,
        f.status,
        f.conditions,
        dw.date_text(f.since_text) as since_text,
        extract(year from f.since_earliest)::smallint as since_year,
        n.countries as partners,
        n.country_iso3_codes as partner_iso3_codes,
        h.channels,
        h.channel_codes,
        f.arrangements,
        p.policies,
        f.note,
        f.position,
        c.edition,
        'content' as source, -- noqa: RF04
        dw.date_text(coalesce(e.updated_text, e.first_issued_text)) as as_of_text,
        null::text as legal_basis,
        null::text as chamber,
        null::bigint as seats,
        null::bigint as total_seats,
        g.summary as other_source,
        nullif(f.status, 'unclear') <> nullif(g.status, 'unclear') as sources_disagree
    from dw.current_content as c
    inner join dw.dim_content_edition as e on c.release_id = e.release_id
    inner join dw.fact_political_right as f on c.release_id = f.release_id
    left join dw.channels_of_right as h on f.release_id = h.release_id and f.right_key = h.right_key
    left join dw.countries_of_entry as n
        on f.release_id = n.release_id and n.section = 'political_rights' and f.right_key = n.entry_key
    left join dw.policies_of_entry as p
        on f.release_id = p.release_id and p.section = 'political_rights' and f.right_key = p.entry_key
    left join registered as g on c.iso3_code = g.iso3_code and f.right_kind = g.right_kind
    union all
    select
        r.iso3_code,
        r.country_name,
        r.right_key,
        r.right_kind,
        r.status,
        r.conditions,
        null::text as since_text,
        null::smallint as since_year,
        null::text as partners,
        null::text as partner_iso3_codes,
        null::text as channels,
        null::text as channel_codes,
        null::text as arrangements,
        null::text as policies,
        r.note,
        (100 + r.position)::smallint as position, -- noqa: RF04
        r.edition,
        r.source,
        r.as_of_text,
        r.legal_basis,
        r.chamber,
        r.seats,
        r.total_seats,
        null::text as other_source,
        null::boolean as sources_disagree
    from dw.registered_right as r
    where
        not exists (
            select 1
            from dw.current_content as c
            inner join dw.fact_political_right as f on c.release_id = f.release_id
            where c.iso3_code = r.iso3_code and f.right_kind = r.right_kind
        )
)

select
    u.iso3_code,
    u.country_name,
    u.right_key,
    u.right_kind,
    k.right_name,
    u.status,
    s.label as status_label,
    u.conditions,
    u.since_text,
    u.since_year,
    u.partners,
    u.partner_iso3_codes,
    u.channels,
    u.channel_codes,
    u.arrangements,
    u.policies,
    u.note,
    u.position,
    u.edition,
    u.source,
    u.as_of_text,
    u.legal_basis,
    u.chamber,
    u.seats,
    u.total_seats,
    u.other_source,
    u.sources_disagree
from united as u
inner join dw.dim_right as k on u.right_kind = k.right_kind
left join dw.dim_vocabulary as s on s.vocabulary = 'right_statuses' and u.status = s.code;
