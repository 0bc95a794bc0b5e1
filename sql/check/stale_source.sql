-- what: sources that their publisher has not confirmed for longer than is usual
-- why: a job that stopped or an address that moved leaves yesterday's figures in place, and nothing breaks
-- severity: warning
-- threshold: max_age of each source in ops.source: 45 days for UN DESA and the World Bank, which are asked
--   every night and publish every few years or months
select
    source_code,
    subject,
    edition,
    confirmed_at,
    days_since_confirmed,
    max_age_days
from mart.source_status
where is_stale
order by source_code, subject;
