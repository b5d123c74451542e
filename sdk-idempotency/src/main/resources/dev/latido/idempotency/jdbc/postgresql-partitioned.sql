-- Latido's seen-store for PostgreSQL in 8 parts by the hash of group and id. Run it before the first start, instead of
-- JdbcSeenStore.createTable(); it does not divide a table that exists already.
-- Each part has smaller indexes and a vacuum of its own, which is worth it from some tens of millions of rows on. For another
-- number of parts, change every modulus and the number of statements. Parts by time are not possible: the time would be part
-- of the primary key, and two parts could then hold the same message.
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
  primary key (consumer_group, message_id)) partition by hash (consumer_group, message_id);
create table if not exists latido_seen_0 partition of latido_seen for values with (modulus 8, remainder 0);
create table if not exists latido_seen_1 partition of latido_seen for values with (modulus 8, remainder 1);
create table if not exists latido_seen_2 partition of latido_seen for values with (modulus 8, remainder 2);
create table if not exists latido_seen_3 partition of latido_seen for values with (modulus 8, remainder 3);
create table if not exists latido_seen_4 partition of latido_seen for values with (modulus 8, remainder 4);
create table if not exists latido_seen_5 partition of latido_seen for values with (modulus 8, remainder 5);
create table if not exists latido_seen_6 partition of latido_seen for values with (modulus 8, remainder 6);
create table if not exists latido_seen_7 partition of latido_seen for values with (modulus 8, remainder 7);
create index if not exists latido_seen_due on latido_seen (due_at);
create sequence if not exists latido_seen_fence;
