package dev.latido.campaign.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class MarkdownTableTest {

    @Test
    void shouldLineUpWordsToTheLeftAndNumbersToTheRight() {
        MarkdownTable table = new MarkdownTable().left("cell").right("lost");
        table.row("hivemq/memory", "0");
        table.row("a|b", "1,234");

        assertThat(table.toString()).isEqualTo("""
                | cell          |  lost |
                | ------------- | ----: |
                | hivemq/memory |     0 |
                | a\\|b          | 1,234 |
                """);
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MarkdownTable().left("cell").row("a", "b"));
    }
}
