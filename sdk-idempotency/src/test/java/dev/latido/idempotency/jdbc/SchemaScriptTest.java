package dev.latido.idempotency.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaScriptTest {

    @ParameterizedTest
    @EnumSource
    void shouldHaveAScriptForEachDatabase(SeenDialect dialect) {
        List<String> statements = dialect.schema().statements();

        assertThat(statements)
                .allSatisfy(
                        statement -> assertThat(statement).startsWith("create ").doesNotContain(";", "--"));
        assertThat(statements.get(0)).startsWith("create table if not exists latido_seen (");
    }

    @Test
    void shouldHaveTheSameTableInPartitions() {
        List<String> whole = SchemaScript.of("postgresql").statements();
        List<String> partitioned = SchemaScript.of("postgresql-partitioned").statements();

        assertThat(partitioned.get(0)).isEqualTo(whole.get(0) + " partition by hash (consumer_group, message_id)");
        assertThat(partitioned).endsWith(whole.subList(1, whole.size()).toArray(String[]::new));
        for (int i = 0; i < 8; i++) {
            assertThat(partitioned.get(1 + i))
                    .contains("latido_seen_" + i + " ")
                    .endsWith("(modulus 8, remainder " + i + ")");
        }
        assertThat(partitioned).hasSize(8 + whole.size());
    }

    @ParameterizedTest
    @EnumSource(SeenDialect.class)
    void shouldHaveTheTableOfDeadLettersForEveryDatabase(SeenDialect dialect) {
        List<String> statements = dialect.deadLetterSchema().statements();

        assertThat(statements)
                .allSatisfy(
                        statement -> assertThat(statement).startsWith("create ").doesNotContain(";", "--"));
        assertThat(statements.get(0)).startsWith("create table if not exists latido_dead_letter (");
    }

    @Test
    void shouldNameAScriptThatIsMissing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SchemaScript.of("oracle"))
                .withMessage("the jar of latido-sdk-idempotency lacks oracle.sql");
    }
}
