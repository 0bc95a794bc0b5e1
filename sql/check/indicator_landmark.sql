-- what: figures of economic history that are far from what they are known to be
-- why: the first release has none before it to be compared with. In these years and countries an indicator stood
--   well above or below the years around it: a series that was shifted by a year has lost them, as has a changed unit
-- severity: error
-- table: dw.fact_indicator
-- threshold: at least half of an indicator's landmarks, and two, off by more than their tolerance (a factor); one
--   that is off alone has been revised. Figures of July 2025; the years before and after differ by more.
--   GDP at purchasing power parity has none: each new base year moves them all
-- look at: these figures on the publisher's page. Where the publisher revised history, correct this list
with landmark (indicator_code, iso3_code, year, known_value, tolerance) as (
    values
    ('BX.TRF.PWKR.CD.DT', 'CHN', 2007, 6.833e9, 1.15),
    ('BX.TRF.PWKR.CD.DT', 'IND', 2007, 3.722e10, 1.15),
    ('BX.TRF.PWKR.CD.DT', 'KGZ', 2015, 1.688e9, 1.15),
    ('BX.TRF.PWKR.CD.DT', 'MDA', 2009, 1.352e9, 1.15),
    ('BX.TRF.PWKR.CD.DT', 'PHL', 1997, 6.799e9, 1.15),
    ('BX.TRF.PWKR.CD.DT', 'POL', 2006, 9.563e9, 1.15),
    ('BX.TRF.PWKR.DT.GD.ZS', 'ALB', 1998, 19.8, 1.15),
    ('BX.TRF.PWKR.DT.GD.ZS', 'BIH', 1999, 39.96, 1.15),
    ('BX.TRF.PWKR.DT.GD.ZS', 'KGZ', 2015, 25.27, 1.15),
    ('BX.TRF.PWKR.DT.GD.ZS', 'KGZ', 2022, 26.58, 1.15),
    ('BX.TRF.PWKR.DT.GD.ZS', 'LBN', 2020, 20.79, 1.15),
    ('BX.TRF.PWKR.DT.GD.ZS', 'LBR', 2014, 15.87, 1.15),
    ('BM.TRF.PWKR.CD.DT', 'KOR', 2022, 8.569e9, 1.15),
    ('BM.TRF.PWKR.CD.DT', 'NLD', 2007, 1.008e10, 1.15),
    ('BM.TRF.PWKR.CD.DT', 'RUS', 2008, 2.972e10, 1.15),
    ('BM.TRF.PWKR.CD.DT', 'RUS', 2011, 2.601e10, 1.15),
    ('BM.TRF.PWKR.CD.DT', 'RUS', 2015, 1.969e10, 1.15),
    ('BM.TRF.PWKR.CD.DT', 'SAU', 2008, 2.17e10, 1.15),
    ('NY.GDP.MKTP.CD', 'ARG', 2002, 9.772e10, 1.1),
    ('NY.GDP.MKTP.CD', 'IDN', 1998, 9.545e10, 1.1),
    ('NY.GDP.MKTP.CD', 'KOR', 1998, 3.833e11, 1.1),
    ('NY.GDP.MKTP.CD', 'MEX', 1995, 3.802e11, 1.1),
    ('NY.GDP.MKTP.CD', 'RUS', 2009, 1.223e12, 1.1),
    ('NY.GDP.MKTP.CD', 'TUR', 2001, 2.018e11, 1.1),
    ('SP.POP.TOTL', 'ARE', 2007, 5.625e6, 1.1),
    ('SP.POP.TOTL', 'KWT', 1991, 1.351e6, 1.1),
    ('SP.POP.TOTL', 'QAT', 2007, 1.209e6, 1.1),
    ('SP.POP.TOTL', 'RWA', 1994, 6.792e6, 1.1),
    ('SM.POP.NETM', 'COD', 1994, 1.232e6, 2.0),
    ('SM.POP.NETM', 'IRN', 1993, -1.696e6, 2.0),
    ('SM.POP.NETM', 'LBN', 2013, 7.335e5, 2.0),
    ('SM.POP.NETM', 'POL', 2022, 9.677e5, 2.0),
    ('SM.POP.NETM', 'RWA', 1994, -2.078e6, 2.0),
    ('SM.POP.NETM', 'UKR', 2022, -5.699e6, 2.0),
    ('SL.UEM.TOTL.ZS', 'COL', 2020, 15.98, 1.1),
    ('SL.UEM.TOTL.ZS', 'EST', 2009, 13.55, 1.1),
    ('SL.UEM.TOTL.ZS', 'GRC', 2012, 24.73, 1.1),
    ('SL.UEM.TOTL.ZS', 'IRL', 2009, 12.61, 1.1),
    ('SL.UEM.TOTL.ZS', 'PER', 2020, 7.18, 1.1),
    ('SL.UEM.TOTL.ZS', 'USA', 2020, 8.06, 1.1),
    ('FP.CPI.TOTL.ZG', 'IDN', 1998, 58.45, 1.1),
    ('FP.CPI.TOTL.ZG', 'RUS', 1999, 85.75, 1.1),
    ('FP.CPI.TOTL.ZG', 'RUS', 2015, 15.53, 1.1),
    ('FP.CPI.TOTL.ZG', 'TUR', 2022, 72.31, 1.1),
    ('FP.CPI.TOTL.ZG', 'UKR', 2015, 48.7, 1.1),
    ('FP.CPI.TOTL.ZG', 'USA', 2022, 8.0, 1.1)
),

compared as (
    select
        c.country_name,
        f.indicator_code,
        f.year,
        f.value,
        k.known_value,
        f.value / k.known_value not between 1 / k.tolerance and k.tolerance as is_off
    from landmark as k
    inner join dw.dim_country as c on k.iso3_code = c.iso3_code
    inner join dw.fact_indicator as f
        on k.indicator_code = f.indicator_code and c.country_id = f.country_id and k.year = f.year
    where f.release_id = :release_id
),

counted as (
    select
        indicator_code,
        count(*) as landmarks,
        count(*) filter (where is_off) as landmarks_off
    from compared
    group by indicator_code
)

select
    c.country_name,
    c.indicator_code,
    c.year,
    c.value,
    c.known_value
from compared as c
inner join counted as n on c.indicator_code = n.indicator_code
where c.is_off and n.landmarks_off >= 2 and 2 * n.landmarks_off >= n.landmarks
order by c.indicator_code, c.country_name, c.year;
