package dev.latido.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LegalNamesTest {

    private final LegalNames names = new LegalNames();

    @Test
    void shouldSayTheSameTheSecondTime() {
        assertThat(names.contain("temp")).isTrue();
        assertThat(names.contain("temp")).isTrue();
        assertThat(names.contain("te+p")).isFalse();
        assertThat(names.contain("te+p")).isFalse();
        assertThat(names.contain("")).isFalse();
    }

    /** Names of the same length with the same last letter, which share one place. */
    @Test
    void shouldTellNamesOfOnePlaceApart() {
        for (int round = 0; round < 3; round++) {
            assertThat(names.contain("temp")).isTrue();
            assertThat(names.contain("t+mp")).isFalse();
            assertThat(names.contain("tamp")).isTrue();
            assertThat(names.contain("t mp")).isFalse();
        }
    }

    @Test
    void shouldAgreeWithTheCheckWhateverCameBefore() {
        Random random = new Random(7);
        String alphabet = "ab1-_+#A \u00e1";
        String[] texts = new String[500];
        for (int i = 0; i < texts.length; i++) {
            StringBuilder text = new StringBuilder();
            for (int letters = random.nextInt(5); letters > 0; letters--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            texts[i] = text.toString();
        }

        for (int i = 0; i < 20_000; i++) {
            String text = texts[random.nextInt(texts.length)];
            assertThat(names.contain(text)).as(text).isEqualTo(TopicName.isLegal(text));
        }
    }
}
