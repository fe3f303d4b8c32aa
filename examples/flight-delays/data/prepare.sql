-- How the files beside this one were made from the nycflights13 tables (flights, airports, weather as parquet), with DuckDB.
-- landed_at is the knowledge time of a flight: the moment its delay was known. It is the scheduled arrival, a local time at
-- the destination, plus the delay; a flight that never arrived as planned is known at its scheduled arrival plus three hours.
SET TimeZone = 'UTC';
CREATE TABLE flown AS
WITH zoned AS (
  SELECT f.*, CASE WHEN f.dest IN ('BQN', 'SJU', 'PSE', 'STT') THEN 'America/Puerto_Rico' ELSE a.tzone END AS zone
  FROM 'flights.parquet' f LEFT JOIN 'airports.parquet' a ON a.faa = f.dest
), scheduled AS (
  SELECT *, time_hour + to_minutes(minute) AS departure,
    timezone(zone, make_timestamp(year, month, day, (sched_arr_time // 100) % 24, sched_arr_time % 100, 0)) AS same_day
  FROM zoned
), arrived AS (
  SELECT *, CASE WHEN same_day <= departure THEN same_day + INTERVAL 1 DAY ELSE same_day END AS scheduled_arrival FROM scheduled
)
SELECT * EXCLUDE (zone, departure, same_day, scheduled_arrival),
  greatest(departure, CASE WHEN arr_delay IS NULL THEN scheduled_arrival + INTERVAL 3 HOUR ELSE scheduled_arrival + to_minutes(arr_delay) END) AS landed_at
FROM arrived;
