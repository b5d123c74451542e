package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerTextsTest {

    private static boolean changes(SeenDialect dialect, String text) {
        return new HandlerTexts(dialect).of(text).changesSession();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into readings (id, temp, hold) values (?, ?, ?) on conflict (id) do update set temp = 1",
                "with x as (select 1) update t set a = 'set role tenant; set x' where \"set\" = 1",
                "select coalesce(max(temp), 0) from readings where tags @> '{}' -- set role tenant",
                "/* set role tenant */ delete from t",
                "set local search_path to other",
                "set transaction isolation level serializable",
                "set constraints all deferred",
                "select set_config('app.tenant', ?, true)",
                "create temp table t (id int) on commit drop",
                "select pg_advisory_xact_lock(7)",
                "lock table t in exclusive mode",
                "values ($$ set role tenant; $$)",
                "savepoint a",
                ""
            })
    void shouldKeepAConnectionThatIsAsItWas(String text) {
        assertThat(changes(SeenDialect.POSTGRESQL, text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set role tenant",
                " -- why\nSET search_path = other",
                "insert into t values (1); set statement_timeout = 0",
                "reset all",
                "discard all",
                "select set_config('app.tenant', 'acme', false)",
                "select set_config('a', ?, true), set_config('b', ?, false)",
                "create or replace temp view v as select 1",
                "create local temporary table t (id int)",
                "select 1 into temporary t",
                "create table pg_temp.t (id int)",
                "do $$ begin end $$",
                "{call leak()}",
                "{? = call leak()}",
                "call leak()",
                "execute leak",
                "declare c cursor with hold for select 1",
                "select pg_advisory_lock(7)",
                "listen x"
            })
    void shouldNoticeWhatMayStayInTheSession(String text) {
        assertThat(changes(SeenDialect.POSTGRESQL, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set local sql_mode = ''",
                "set names latin1",
                "select 1 into @tenant",
                "use other",
                "lock tables t write",
                "/*! set sql_mode = '' */"
            })
    void shouldKnowTheWordsOfMySql(String text) {
        assertThat(changes(SeenDialect.MYSQL, text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"insert into t set a = 'x@y'", "replace into t values (`temp`)"})
    void shouldKeepAConnectionOfMySqlThatIsAsItWas(String text) {
        assertThat(changes(SeenDialect.MYSQL, text)).isFalse();
    }
}
