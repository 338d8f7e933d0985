-- The journal. The tables and columns are those of PostgreSQL; ids are 16 bytes, most significant first, and times are milliseconds since 1970.

create table journal_settings (
  one integer primary key check (one = 1),
  partitions integer not null check (partitions between 1 and 1024),      -- fixed at creation: a stream's partition is its hash modulo this
  probed_at integer not null default 0
) strict;

create table event (
  partition integer not null,
  position integer not null,            -- in the partition, from 1 without gaps, in the order of commits
  stream blob not null,
  version integer not null,             -- in the stream, from 1 without gaps
  type text not null,
  schema integer not null,
  command_id blob not null,
  recorded_at integer not null,
  payload blob not null,                -- UTF-8 JSON
  sealed blob,                          -- the personal members, encrypted with key_id
  key_id blob,
  facts blob not null,
  fingerprint blob,                     -- of the creating command, on version 1
  hash blob not null
) strict;
create unique index event_position on event (partition, position);
create unique index event_version on event (stream, version);

create table snapshot (
  stream blob not null unique,
  version integer not null,
  fold integer not null,
  hash blob not null,
  body blob not null,
  key_id blob
) strict;

-- The keys of commands on existing streams, kept for 30 days.
create table idempotency (
  stream blob not null,
  key blob not null,
  fingerprint blob not null,
  version integer not null,             -- the stream's version after the command
  created_at integer not null,
  primary key (stream, key)
) strict, without rowid;
create index idempotency_age on idempotency (created_at);
