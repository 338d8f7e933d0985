-- A function for each kind of record, called for batches with such rows only: a new kind costs the others nothing. The arrays are
-- element-aligned with the batch; winners are the ordinals of the commands that were written. Elements are taken by subscript: unnest would
-- copy every array into a table of its own first.
drop function write_rows_v1;

create function write_order_rows_v1(
  winners bigint[], streams uuid[], versions int[], statuses text[], numbers text[], platforms text[], customers uuid[],
  created timestamptz[], updated timestamptz[], cards bytea[])
returns int language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  -- A new order has no row yet: it is spared the search for one.
  insert into order_row
  select streams[r], versions[r], statuses[r], numbers[r], platforms[r], customers[r], created[r], updated[r], cards[r]
  from unnest(winners) r
  where versions[r] = 1 and streams[r] is not null;
  if 1 < any(versions) then
    insert into order_row
    select streams[r], versions[r], statuses[r], numbers[r], platforms[r], customers[r], created[r], updated[r], cards[r]
    from unnest(winners) r
    where versions[r] > 1 and streams[r] is not null
    on conflict (stream) do update set
      version = excluded.version, status = excluded.status, number = excluded.number, platform = excluded.platform,
          customer_id = excluded.customer_id,
      updated_at = excluded.updated_at, card = excluded.card;
  end if;
  return 1;
end $$;

create function write_customer_rows_v1(
  winners bigint[], streams uuid[], versions int[], leads_to uuid[], blocked timestamptz[], created timestamptz[], updated timestamptz[])
returns int language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  insert into customer_row
  select streams[r], versions[r], leads_to[r], blocked[r], created[r], updated[r]
  from unnest(winners) r
  where streams[r] is not null
  on conflict (stream) do update set
    version = excluded.version, leads_to = excluded.leads_to, blocked_since = excluded.blocked_since, updated_at = excluded.updated_at;
  return 1;
end $$;

create function write_team_rows_v1(winners bigint[], streams uuid[], versions int[], names text[], departments text[])
returns int language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  insert into team_row
  select streams[r], versions[r], names[r], departments[r]
  from unnest(winners) r
  where streams[r] is not null
  on conflict (stream) do update set version = excluded.version, name = excluded.name, department = excluded.department;
  return 1;
end $$;

create function write_staff_rows_v1(winners bigint[], streams uuid[], versions int[], subjects text[], substituted_until text[])
returns int language plpgsql set plan_cache_mode = force_generic_plan as $$
begin
  insert into staff_row
  select streams[r], versions[r], subjects[r], substituted_until[r]
  from unnest(winners) r
  where streams[r] is not null
  on conflict (stream) do update set
    version = excluded.version, subject = excluded.subject, substituted_until = excluded.substituted_until;
  return 1;
end $$;
