-- What waits for whom: a row for each open task of an order and each of those whom it waits for, with the clock that runs for it.
create table task (
  stream blob not null,
  kind text not null,
  recipient text not null,              -- roles, or a person: the same as in notification
  partition integer not null,
  waits integer not null,               -- for the end of a hold or of a cancellation's assessment
  excluded text not null,               -- who may not do it, each between line feeds
  started_at integer,                   -- of the clock; null where none runs
  from_at integer,
  due_at integer not null,              -- the end of the year 9999 where no clock runs
  overdue integer not null,
  level integer not null,
  mark integer not null,                -- the last mark of the clock that was dealt with
  next_at integer,                      -- when its next mark is; null where there is none, and while the clock stands still
  primary key (stream, kind, recipient)
) without rowid;
create index task_queue on task (recipient, due_at, stream, kind);
create index task_next on task (partition, next_at) where next_at is not null;

-- The inbox. An id begins with the time, so that the newest is the greatest. Positions follow the transactions that wrote the partition's, so that whoever follows misses none.
create table notification (
  recipient text not null,
  id blob not null,
  partition integer not null,
  position integer not null,
  stream blob not null,
  kind text not null,
  details text,                         -- JSON
  created_at integer not null,
  read_at integer,
  read_by text,
  primary key (recipient, id)
) without rowid;
create index notification_unread on notification (recipient, id) where read_at is null;
create unique index notification_position on notification (partition, position);
