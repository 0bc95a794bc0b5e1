-- The ways in which a right is exercised, joined in printed order. Source: content, every release.
-- grain: release_id, right_key
create or replace view dw.channels_of_right as
select
    b.release_id,
    b.right_key,
    string_agg(coalesce(v.label, b.channel), '; ' order by b.position) as channels,
    string_agg(b.channel, '; ' order by b.position) as channel_codes
from dw.bridge_right_channel as b
left join dw.dim_vocabulary as v on v.vocabulary = 'voting_channels' and b.channel = v.code
group by b.release_id, b.right_key;
