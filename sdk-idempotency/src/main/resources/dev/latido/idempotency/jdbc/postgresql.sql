-- Latido's seen-store for PostgreSQL. JdbcSeenStore.createTable() runs this script; or an administrator does.
create table if not exists latido_seen (
  consumer_group varchar(128) not null,
  message_id varchar(256) not null,
  state char(1) not null,
  fence bigint not null,
  attempt integer not null,
  owner varchar(256),
  due_at bigint not null,
  fingerprint bigint not null,
  reason varchar(1024),
  primary key (consumer_group, message_id));
create index if not exists latido_seen_due on latido_seen (due_at);
create sequence if not exists latido_seen_fence;
