-- What Orleans keeps: the states of grains. Orleans' AdoNet provider brings no SQL: it reads each statement from OrleansQuery by its key and gives it parameters of fixed
-- names. What a statement must answer is said beside it. There are no members: the one server is the cluster.
create table OrleansQuery (
  QueryKey text primary key,
  QueryText text not null
) strict, without rowid;

-- A write names the version that it read; a cleared state keeps its row and its version, so that whoever read it before cannot write it again.
create table orleans_state (
  service_id text not null,
  state_name text not null,
  id_0 integer not null,
  id_1 integer not null,
  id_text text not null,
  version integer not null,
  payload blob,
  modified_at integer not null,
  primary key (state_name, id_0, id_1, id_text, service_id)
) strict;

insert into OrleansQuery (QueryKey, QueryText) values
-- Answers the state and its version; nothing where it was never written.
('ReadFromStorageKey', '
  select payload as "PayloadBinary", version as "Version" from orleans_state
  where state_name = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1 and id_text = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId
'),
-- Answers the new version; nothing where another version is stored than the writer read.
('WriteToStorageKey', '
  insert into orleans_state (service_id, state_name, id_0, id_1, id_text, version, payload, modified_at)
  select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''''), 1, @PayloadBinary, unixepoch() * 1000
  where @GrainStateVersion is null or exists (
    select 1 from orleans_state
    where state_name = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1 and id_text = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId)
  on conflict (state_name, id_0, id_1, id_text, service_id) do update
  set version = orleans_state.version + 1, payload = excluded.payload, modified_at = excluded.modified_at
  where orleans_state.version = @GrainStateVersion
  returning version as "NewGrainStateVersion"
'),
('ClearStorageKey', '
  update orleans_state set version = version + 1, payload = null, modified_at = unixepoch() * 1000
  where state_name = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1 and id_text = coalesce(@GrainIdExtensionString, '''') and service_id = @ServiceId
    and version = @GrainStateVersion
  returning version as "NewGrainStateVersion"
');
