-- What Orleans keeps: the cluster's members and the states of grains. Orleans' AdoNet providers bring no SQL: they read each statement from OrleansQuery by its key and
-- give it parameters of fixed names. What a statement must answer is said beside it.
create table OrleansQuery (
  QueryKey varchar(64) primary key,
  QueryText text not null
);

-- The states of grains. A write names the version that it read; a cleared state keeps its row and its version, so that whoever read it before cannot write it again.
create table orleans_state (
  service_id text not null,
  state_name text not null,
  id_0 bigint not null,
  id_1 bigint not null,
  id_text text not null,
  version int not null,
  payload bytea,
  modified_at timestamptz not null,
  primary key (state_name, id_0, id_1, id_text, service_id)
) with (fillfactor = 70, toast_tuple_target = 8160);

-- The members of clusters, and the version of the list as a whole: every change names the version that it was decided on.
create table orleans_cluster (
  cluster_id text primary key,
  version int not null
);
create table orleans_member (
  cluster_id text not null references orleans_cluster on delete cascade,
  address text not null,
  port int not null,
  generation int not null,
  silo_name text not null,
  host_name text not null,
  status int not null,
  proxy_port int not null,
  suspect_times text,
  started_at timestamptz not null,
  alive_at timestamptz not null,
  primary key (cluster_id, address, port, generation)
);

insert into OrleansQuery (QueryKey, QueryText) values
-- Answers the state and its version; nothing where it was never written.
('ReadFromStorageKey', $$
  select payload as "PayloadBinary", version as "Version" from orleans_state
  where state_name = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1 and id_text = coalesce(@GrainIdExtensionString, '') and service_id = @ServiceId
$$),
-- Answers the new version; nothing where another version is stored than the writer read.
('WriteToStorageKey', $$
  insert into orleans_state (service_id, state_name, id_0, id_1, id_text, version, payload, modified_at)
  select @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), 1, @PayloadBinary, now()
  where @GrainStateVersion is null or exists (
    select from orleans_state
    where state_name = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1 and id_text = coalesce(@GrainIdExtensionString, '') and service_id = @ServiceId)
  on conflict (state_name, id_0, id_1, id_text, service_id) do update
  set version = orleans_state.version + 1, payload = excluded.payload, modified_at = excluded.modified_at
  where orleans_state.version = @GrainStateVersion
  returning version as "NewGrainStateVersion"
$$),
('ClearStorageKey', $$
  update orleans_state set version = version + 1, payload = null, modified_at = now()
  where state_name = @GrainTypeString and id_0 = @GrainIdN0 and id_1 = @GrainIdN1 and id_text = coalesce(@GrainIdExtensionString, '') and service_id = @ServiceId
    and version = @GrainStateVersion
  returning version as "NewGrainStateVersion"
$$),
-- Answers whether the cluster was new.
('InsertMembershipVersionKey', $$
  with created as (insert into orleans_cluster (cluster_id, version) values (@DeploymentId, 0) on conflict do nothing returning version)
  select exists (select from created)
$$),
-- Answer whether it was done: not if the list has another version by now, or the silo is there already.
('InsertMembershipKey', $$
  with changed as (
    update orleans_cluster set version = version + 1
    where cluster_id = @DeploymentId and version = @Version and not exists (
      select from orleans_member where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning version),
  added as (
    insert into orleans_member (cluster_id, address, port, generation, silo_name, host_name, status, proxy_port, started_at, alive_at)
    select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from changed
    returning status)
  select exists (select from added)
$$),
('UpdateMembershipKey', $$
  with changed as (
    update orleans_cluster set version = version + 1
    where cluster_id = @DeploymentId and version = @Version and exists (
      select from orleans_member where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
    returning version),
  updated as (
    update orleans_member set status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
    from changed
    where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
    returning status)
  select exists (select from updated)
$$),
-- A sign of life alone is no change of the list.
('UpdateIAmAlivetimeKey', $$
  update orleans_member set alive_at = @IAmAliveTime
  where cluster_id = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$$),
-- Answer the list's version on every row: one row without a silo where there is none.
('MembershipReadAllKey', $$
  select c.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation", m.silo_name as "SiloName", m.host_name as "HostName",
    m.status as "Status", m.proxy_port as "ProxyPort", m.suspect_times as "SuspectTimes", m.started_at as "StartTime", m.alive_at as "IAmAliveTime"
  from orleans_cluster c left join orleans_member m on m.cluster_id = c.cluster_id
  where c.cluster_id = @DeploymentId
$$),
('MembershipReadRowKey', $$
  select c.version as "Version", m.address as "Address", m.port as "Port", m.generation as "Generation", m.silo_name as "SiloName", m.host_name as "HostName",
    m.status as "Status", m.proxy_port as "ProxyPort", m.suspect_times as "SuspectTimes", m.started_at as "StartTime", m.alive_at as "IAmAliveTime"
  from orleans_cluster c left join orleans_member m on m.cluster_id = c.cluster_id and m.address = @Address and m.port = @Port and m.generation = @Generation
  where c.cluster_id = @DeploymentId
$$),
('GatewaysQueryKey', $$
  select address as "Address", proxy_port as "ProxyPort", generation as "Generation" from orleans_member
  where cluster_id = @DeploymentId and status = @Status and proxy_port > 0
$$),
-- 3: Active. Whoever is anything else and has not been heard of since is gone.
('CleanupDefunctSiloEntriesKey', $$
  delete from orleans_member where cluster_id = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$$),
('DeleteMembershipTableEntriesKey', $$
  delete from orleans_cluster where cluster_id = @DeploymentId
$$);
