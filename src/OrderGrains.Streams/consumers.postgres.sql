-- How far each consumer with tables of its own is: written in the transaction that writes what it makes of the events.
create table consumer_position (
  kind text not null,
  partition int not null,
  position bigint not null,             -- of the last event that was applied or parked
  parked text not null,                 -- JSON: what could not be applied
  version int not null,                 -- raised by every write, which names the version that it read: a second activation writes nothing
  primary key (kind, partition)
) with (fillfactor = 50);
