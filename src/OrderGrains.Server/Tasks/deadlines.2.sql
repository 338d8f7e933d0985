-- What the clock counts: WORKING_TIME or CALENDAR_TIME; null where none runs, and where it began before that was recorded.
alter table task add column unit text;
