package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerTextsTest {

    private static void assertKept(SeenDialect dialect, String text) {
        assertThat(new HandlerTexts(dialect).of(text)).isEqualTo(new HandlerTexts.Effect(null, false));
    }

    private static void assertChanged(SeenDialect dialect, String text) {
        assertThat(new HandlerTexts(dialect).of(text)).isEqualTo(new HandlerTexts.Effect(null, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into readings (id, temp, hold) values (?, ?, ?)",
                "insert into temp (local, \"set\", \"into\") values (1, 2, 3)",
                "insert into temp select * from other",
                "insert into reset_tokens (token) values (?)",
                "insert into app.\"use_cases\" (a) values (?)",
                "insert into t values ('set role tenant; set x', 'it''s; reset all', 'select get_lock(1)')",
                "update t set temp = 1, x = 'set_config(a)' where local = ? and reset = ?",
                "delete from t where \"set_config\" = 1 and hold > 2",
                "merge into temp using s on temp.id = s.id when matched then update set a = s.a",
                "select coalesce(max(temp), 0), count(*) from readings where set_config > 1 -- set role tenant",
                "select a from t where id = ? for update",
                "select x into y from z",
                "with x as (select 1), temp as (select 2) select * from temp for update",
                "/* set role tenant */ delete from t -- ; reset all",
                "(select 1) union all (select 2)",
                "values (1, 'use other')",
                "select now(), nextval('s'), cast(? as date)",
                "select set_bit(a, 1, 0) from t",
                "create table temp (temporary int)",
                "create index temp on t (a)",
                "alter table temp add column a int",
                "drop table temp",
                "savepoint a",
                "release savepoint a",
                "rollback to savepoint a",
                "rollback work to a",
                "insert into a values (1); update b set c = 2; ; select 1;",
                "-- nothing",
                "/* nothing */ ; ;",
                ""
            })
    void shouldKeepAConnectionThatIsAsItWas(String text) {
        for (SeenDialect dialect : SeenDialect.values()) {
            assertKept(dialect, text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set role tenant",
                "SET ROLE tenant",
                " -- why\nSET search_path = other",
                "/**/set/**/role/**/tenant",
                "insert into t values (1); set statement_timeout = 0",
                "; ;set a = 1",
                "select 1; ; select 2; /* ; */ set a = 1",
                "insert into t values ('it''s'); set a = 1; --'",
                "insert into t values ('\\\\'); set a = 1; -- '",
                "insert into t values ('\\'); set a = 1; -- '\n",
                "(set a = 1)",
                "reset all",
                "discard all",
                "{call leak()}",
                "{? = call leak()}",
                "{ /* why */ ? = call leak(?)}",
                "call leak()",
                "select set_tenant('acme')",
                "select app.set_tenant('acme')",
                "select app.use_tenant(?) from t",
                "execute leak",
                "prepare leak from 'select 1'",
                "use other",
                "lock tables t write",
                "create temporary table t (id int)",
                "create or replace temporary table t (id int)",
                "create /* kind */ temporary table t (id int)",
                "unheard of"
            })
    void shouldNoticeWhatMayStayInTheSession(String text) {
        for (SeenDialect dialect : SeenDialect.values()) {
            if (dialect != SeenDialect.POSTGRESQL || !text.startsWith("lock")) {
                assertChanged(dialect, text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into readings (id, temp) values (?, ?) on conflict (id) do update set temp = excluded.temp",
                "insert into \"set\" values ($1) on conflict do nothing returning temp",
                "with x as (select 1) update t set a = 'set role tenant; set x' where \"set\" = 1",
                "with temp as (delete from a returning *) insert into temp select * from temp",
                "select max(temp) from readings where tags @> '{}' and a @@ b and @x > 1",
                "set local search_path to other",
                "set local role tenant",
                "set /* only */ local statement_timeout = '1s'",
                "set transaction isolation level serializable",
                "set constraints all deferred",
                "select set_config('app.tenant', ?, true)",
                "select pg_catalog . set_config ( 'app.tenant' , coalesce(?, 'a, false') , TRUE )",
                "create temp table t (id int) on commit drop",
                "create local temporary table t on commit /* at once */ drop as select 1",
                "select pg_advisory_xact_lock(hashtext(?)), pg_try_advisory_xact_lock_shared(7)",
                "lock table t in exclusive mode",
                "declare c cursor for select 1",
                "declare c cursor without hold for select 1",
                "values ($$ set role tenant; $$)",
                "values ($a$ $$ ; set role tenant; $b$ '$a$)",
                "values (E'it\\'s; set role tenant', e'\\\\', B'1', U&'\\0041')",
                "select a$b$c from t; select d$b$e from t",
                "/* /* nested */ set role tenant */ select 1",
                "copy t from stdin",
                "select setting from pg_settings where name = 'search_path'",
                "create unlogged table temp (a int)",
                "select 1 into unlogged made",
                "notify x, 'set role tenant'",
                "truncate t",
                "refresh materialized view temp"
            })
    void shouldKeepAConnectionOfPostgres(String text) {
        assertKept(SeenDialect.POSTGRESQL, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set session authorization tenant",
                "set session role tenant",
                "set local.tenant = 'acme'",
                "set transaction.tenant to 'acme'",
                "set constraints.tenant = 'acme'",
                "set session characteristics as transaction read only",
                "set transaction_isolation = 'serializable'",
                "set role tenant; reset role; set role pg_monitor",
                "select set_config('app.tenant', 'acme', false)",
                "select set_config('app.tenant', 'acme', ?)",
                "select set_config('app.tenant', 'acme', true and false)",
                "select set_config('app.tenant', 'a, true', false)",
                "select set_config('a', ?, true), set_config('b', ?, false)",
                "select set_config('a', set_config('b', 'x', false), true)",
                "select set_config(is_local => false, setting_name => 'a', new_value => true)",
                "select pg_catalog.set_config/**/('app.tenant', 'acme', /* true) */ false)",
                "select \"pg_catalog\".\"set_config\"('app.tenant', 'acme', false)",
                "select U&\"set\\005Fconfig\"('app.tenant', 'acme', false)",
                "select -- set it\nset_config -- now\n('app.tenant', 'acme', false)",
                "insert into t select set_config('app.tenant', 'acme', false)",
                "with x as (select set_config('app.tenant', 'acme', false)) insert into t select * from x",
                "update pg_settings set setting = '77s' where name = 'statement_timeout'",
                "UPDATE pg_catalog.\"pg_settings\" set setting = '77s'",
                "with x as (update only pg_settings set setting = '77s' returning 1) select * from x",
                "create temp table t (id int)",
                "create or replace temp view v as select 1",
                "create local temporary table t (id int)",
                "create temp sequence s",
                "create temp table t as select 'on commit drop'",
                "create temp table \"on commit drop\" (id int)",
                "create temporary table t (id int) on commit delete rows",
                "create table pg_temp.t (id int)",
                "create function \"pg_temp\".f() returns int language sql as 'select 1'",
                "select 1 into temp t",
                "select 1 into temporary t",
                "select 1 into local temp table t",
                "with x as (select 1) select * into /* ? */ temp t from x",
                "explain analyze create temp table t as select 1",
                "explain (analyze, verbose) execute leak",
                "explain analyze declare c cursor with hold for select 1",
                "do $$ begin end $$",
                "do language plpgsql 'begin end'",
                "declare c cursor with hold for select 1",
                "declare c insensitive no scroll cursor with /* */ hold for select 1",
                "select pg_advisory_lock(7)",
                "select pg_try_advisory_lock_shared(7) from t",
                "select setseed(0.5)",
                "select dblink_connect('x', 'y')",
                "listen x",
                "unlisten *",
                "load 'auto_explain'",
                "deallocate all",
                "prepare leak as select 1",
                "/* /* nested */ 'x */ set role tenant --'",
                "select '/*'; set role tenant; select '*/'",
                "select \"--\"; set role tenant",
                "select '--'; set role tenant",
                "select $$--$$; set role tenant",
                "select $a$ $$ $a$; set role tenant; select $$ $$",
                "select a$b$c; set role tenant; select d$b$e",
                "select E'\\''; set role tenant; select E'\\''",
                "select e'\\\\'; set role tenant; select E'\\\\'",
                "select 'a\\'; set role tenant; select 'b'",
                "select 1--2\n; set role tenant",
                "select 1 -- two\r; set role tenant"
            })
    void shouldKnowTheWordsOfPostgres(String text) {
        assertChanged(SeenDialect.POSTGRESQL, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t set a = 'x@y', b = @@max_allowed_packet",
                "insert into t (a) values (?) on duplicate key update a = values(a)",
                "insert ignore into temp values (`temp`, \"set @x; use y\", 'it\\'s', \"\\\"; use x\")",
                "replace into temp values (`temp`, `set @x`)",
                "update t set a = last_insert_id(a + 1)",
                "select last_insert_id(), uuid(), unix_timestamp(now(3)), `@x` from t # set @x = 1",
                "select /*+ MAX_EXECUTION_TIME(1000) */ 1 -- set @x = 1",
                "select 1 /* /* */ from t",
                "select $$, a$b from t",
                "insert into t select a from b lock in share mode",
                "select release_lock('x')"
            })
    void shouldKeepAConnectionOfMySql(String text) {
        assertKept(SeenDialect.MYSQL, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set local sql_mode = ''",
                "set names latin1",
                "set transaction isolation level serializable",
                "set @x = 1",
                "select 1 into @tenant",
                "select @x := 1",
                "select @`x` := 1",
                "select GET_LOCK ('x', 1)",
                "select `get_lock`('x', 1)",
                "select/**/get_lock('x', 1)",
                "insert into t select get_lock('x', 1)",
                "do get_lock('x', 1)",
                "create temporary table if not exists t (id int)",
                "create temporary table t on commit drop",
                "/*! set sql_mode = '' */",
                "/*!50003 create temporary table t (a int) */",
                "/*M!100100 set sql_mode = '' */",
                "create /*!temporary*/ table t (a int)",
                "select 1 # one\n; set sql_mode = ''",
                "select '#'; set sql_mode = ''",
                "select 'a\\'b'; set sql_mode = ''; select 'c'",
                "select \"a\\\"b\"; set sql_mode = ''; select \"c\"",
                "select `a\\`; set sql_mode = ''; select `b`",
                "select 5--3; set sql_mode = ''",
                "select 1 /* /* */; set sql_mode = ''",
                "select $$; set sql_mode = ''; select $$",
                "handler t open",
                "xa start 'x'",
                "set statement max_statement_time = 1 for select 1",
                "begin_not_known"
            })
    void shouldKnowTheWordsOfMySql(String text) {
        assertChanged(SeenDialect.MYSQL, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "merge into t key (id) values (?, ?)",
                "select * from final table (insert into t values (1))",
                "values ($$ set schema other; $$)",
                "select 1 // set schema other",
                "/* /* nested */ set schema other */ select 1",
                "select `set`, 'a\\', \"b\" from t"
            })
    void shouldKeepAConnectionOfH2(String text) {
        assertKept(SeenDialect.H2, text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set schema other",
                "set local x = 1",
                "set @tenant = 'acme'",
                "select set(@tenant, 'acme')",
                "select @tenant := 'acme'",
                "create local temporary table t (id int) not persistent transactional",
                "create memory local temporary table t (id int)",
                "create cached global temporary table t (id int)",
                "create local temporary table t (id int) on commit drop",
                "declare local temporary table t (id int)",
                "select 1 // one\n; set schema other",
                "select 'a\\'; set schema other; select 'b'",
                "select '//'; set schema other",
                "select link_schema('a', '', 'b', 'c', 'd', 'e')"
            })
    void shouldKnowTheWordsOfH2(String text) {
        assertChanged(SeenDialect.H2, text);
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindTheEndOfTheTransactionInEveryStatement(SeenDialect dialect) {
        HandlerTexts texts = new HandlerTexts(dialect);

        assertThat(texts.of("commit").endsTransaction()).isEqualTo("commit");
        assertThat(texts.of("insert into t values ('; x'); /* so */ COMMIT and chain")
                        .endsTransaction())
                .isEqualTo("commit and chain");
        assertThat(texts.of("select 1; rollback; select 2").endsTransaction()).isEqualTo("rollback");
        assertThat(texts.of("select 1; rollback to a; select 2").endsTransaction())
                .isNull();
        assertThat(texts.of("select 'a\\'; commit; select 'b").endsTransaction())
                .isEqualTo(dialect == SeenDialect.MYSQL ? null : "commit");
        assertThat(texts.of("create temporary table event (a int); insert into event values (1); commit")
                        .endsTransaction())
                .isEqualTo("commit");
        assertThat(texts.of("create or replace trigger t before insert on a for each row begin x(); commit; end")
                        .endsTransaction())
                .isNull();
        assertThat(texts.of("create procedure p() begin select 1; commit; end").endsTransaction())
                .as("in the body of a procedure")
                .isNull();
    }

    /** A text of a long literal or of many rows takes the time of its length. */
    @ParameterizedTest
    @EnumSource
    void shouldReadLongTexts(SeenDialect dialect) {
        String quotes = "''".repeat(200_000);
        String calls = "set_config(".repeat(2_000);

        assertKept(dialect, "insert into t values ('" + quotes + "')" + ", (1, 'set a')".repeat(100_000));
        assertChanged(dialect, "insert into t values ('" + quotes + "); set a = 1");
        assertChanged(dialect, "select " + calls);
    }
}
