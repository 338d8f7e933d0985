-- The journal. One writer function; every table lean: bytes are stored inline as they are, and no index exists that append_v1 does not decide by.

create table journal_settings (
  one boolean primary key default true check (one),
  partitions smallint not null check (partitions between 1 and 1024)      -- fixed at creation: a stream's partition is its hash modulo this
);

create table event (
  partition smallint not null,
  position bigint not null,             -- in the partition, from 1 without gaps, in the order of commits
  stream uuid not null,
  version int not null,                 -- in the stream, from 1 without gaps
  type text not null,
  schema smallint not null,
  command_id uuid not null,
  recorded_at timestamptz not null,
  payload bytea not null,               -- UTF-8 JSON: convert_from(payload, 'UTF8')
  sealed bytea,                         -- the personal members, encrypted with key_id
  key_id uuid,
  facts bytea not null,
  fingerprint bytea,                    -- of the creating command, on version 1
  hash bytea not null,
  primary key (partition, position),
  unique (stream, version)
) with (toast_tuple_target = 8160);
alter table event alter type set storage external, alter payload set storage external, alter sealed set storage external, alter facts set storage external,
  alter fingerprint set storage external, alter hash set storage external;      -- external: never compressed, and inline up to the target

create table snapshot (
  stream uuid primary key,
  version int not null,
  fold int not null,
  hash bytea not null,
  body bytea not null,
  key_id uuid
) with (toast_tuple_target = 8160, fillfactor = 80);
alter table snapshot alter body set storage external, alter hash set storage external;

-- The keys of commands on existing streams, kept for 30 days in a partition per month. Unique by (stream, key) because append_v1 decides it under the stream's lock.
create table idempotency (
  stream uuid not null,
  key uuid not null,
  fingerprint bytea not null,
  version int not null,                 -- the stream's version after the command
  created_at timestamptz not null
) partition by range (created_at);
create index idempotency_key on idempotency (stream, key);
create table idempotency_default partition of idempotency default;

-- Makes the partitions of this month and the next, and drops those whose last key is older than 30 days. May be called at any time, by anyone.
create function maintain_idempotency_v1(today timestamptz) returns void language plpgsql as $$
declare
  month timestamp;
  child record;
  child_name text;
begin
  perform pg_advisory_xact_lock(20311, -1);
  for month in select generate_series(date_trunc('month', today at time zone 'UTC'), date_trunc('month', today at time zone 'UTC') + interval '1 month', interval '1 month') loop
    child_name := 'idempotency_' || to_char(month, 'YYYYMM');
    if to_regclass(child_name) is null then
      execute format('create table %I (like idempotency including all)', child_name);
      execute format('with moved as (delete from idempotency_default where created_at >= %L and created_at < %L returning *) insert into %I select * from moved',
        month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC', child_name);
      execute format('alter table idempotency attach partition %I for values from (%L) to (%L)',
        child_name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
    end if;
  end loop;
  for child in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'idempotency'::regclass and c.relname ~ '^idempotency_\d{6}$'
      and (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month') at time zone 'UTC' <= today - interval '30 days'
  loop
    execute format('drop table %I', child.relname);
  end loop;
  delete from idempotency_default where created_at < today - interval '30 days';
end $$;

-- Writes a batch of commands of different streams. Arrays of the same length per command (c_…) and per event (e_…; e_command is the command's ordinal, e_seq the event's in it).
-- Answers one row per command: base = the position before its first event, null if it was not written; current = the stream's version as found;
-- known = whether its key is there; fingerprint = of the known key, or of the stream's first event if the command expected none.
create function append_v1(
  c_partition smallint[], c_stream uuid[], c_expected int[], c_events int[], c_command uuid[], c_key uuid[], c_fingerprint bytea[],
  e_command int[], e_seq int[], e_type text[], e_schema smallint[], e_recorded timestamptz[], e_payload bytea[], e_sealed bytea[], e_key_id uuid[], e_facts bytea[],
  e_fingerprint bytea[], e_hash bytea[])
returns table(ord bigint, base bigint, current int, known boolean, fingerprint bytea)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
#variable_conflict use_column
declare
  known_fingerprints bytea[];
begin
  -- 1. Lock the partitions, in order. From here on nothing moves in them, and each further statement sees all that was committed before.
  perform pg_advisory_xact_lock(20311, p) from (select distinct unnest(c_partition) p order by 1) x;

  -- 2. The keys that are there; batches of submissions have none.
  if c_key is not null then
    select array_agg(i.fingerprint order by c.ord) into known_fingerprints
    from unnest(c_stream, c_key) with ordinality c(stream, key, ord)
    left join lateral (select x.fingerprint from idempotency x where x.stream = c.stream and x.key = c.key limit 1) i on true;
  end if;

  -- 3. Decide, number the winners only (positions stay gapless), write. Elements are taken by subscript: unnest would copy every array into a table of its own first.
  return query with
  c as materialized (
    select c.ord, c_partition[c.ord] as p, c_expected[c.ord] as expected, c_events[c.ord] as n, known_fingerprints[c.ord] as known, coalesce(h.version, 0) as cur,
      known_fingerprints[c.ord] is null and coalesce(h.version, 0) = c_expected[c.ord] as wins
    from generate_series(1, cardinality(c_stream)) c(ord)
    left join lateral (select e.version from event e where e.stream = c_stream[c.ord] order by e.version desc limit 1) h on true),
  last as materialized (
    select x.p, coalesce((select e.position from event e where e.partition = x.p order by e.position desc limit 1), 0) as pos
    from (select distinct c.p from c) x),
  d as materialized (
    select c.*, case when c.wins then last.pos + (sum(c.n) filter (where c.wins) over (partition by c.p order by c.ord))::bigint - c.n end as base
    from c join last on last.p = c.p),
  ev as (
    insert into event
    select d.p, d.base + e_seq[e], c_stream[d.ord], d.expected + e_seq[e], e_type[e], e_schema[e], c_command[d.ord], e_recorded[e], e_payload[e], e_sealed[e], e_key_id[e],
      e_facts[e], e_fingerprint[e], e_hash[e]
    from generate_series(1, cardinality(e_command)) e
    join d on d.ord = e_command[e]
    where d.wins)
  select d.ord::bigint, d.base, d.cur, d.known is not null,
    coalesce(d.known, case when not d.wins and d.expected = 0 then (select e.fingerprint from event e where e.stream = c_stream[d.ord] and e.version = 1) end)
  from d order by d.ord;

  -- 4. The keys of what was written.
  if c_key is not null then
    insert into idempotency
    select c.stream, c.key, c.fingerprint, c.expected + c.n, now()
    from unnest(c_stream, c_expected, c_events, c_command, c_key, c_fingerprint) c(stream, expected, n, command, key, fingerprint)
    join lateral (select e.command_id from event e where e.stream = c.stream and e.version = c.expected + 1 limit 1) e on e.command_id = c.command
    where c.key is not null;
  end if;
end $$;
