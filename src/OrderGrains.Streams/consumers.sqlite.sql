-- How far each consumer with tables of its own is: written in the transaction that writes what it makes of the events.
create table consumer_position (
  kind text not null,
  partition integer not null,
  position integer not null,            -- of the last event that was applied or parked
  parked text not null,                 -- JSON: what could not be applied
  version integer not null,             -- raised by every write, which names the version that it read: a second activation writes nothing
  primary key (kind, partition)
) without rowid;
