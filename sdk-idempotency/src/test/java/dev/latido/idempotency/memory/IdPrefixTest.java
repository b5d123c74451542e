package dev.latido.idempotency.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdPrefixTest {

    private static final String LETTERS = "\0\t09:AZaz\u007f\u0080\u00c7\u00fe\u00ff\u0100\u4e2d\uff10\uffff";

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-1:17:", "gw:0:", "g\u00e9:1:", "\u4e2d:1:", "\u00c7\u00ff:1:"})
    void shouldBeginTheIdsOfItsProducer(String prefix) {
        IdPrefix begins = new IdPrefix(prefix);

        for (String number : new String[] {"0", "9", "42", "999999999999999999"}) {
            assertThat(begins.begins(prefix + number)).isTrue();
        }
        assertThat(begins.begins(prefix)).isFalse();
        assertThat(begins.begins("")).isFalse();
        assertThat(begins.begins(prefix + '\u00ff')).isFalse();
        assertThat(begins).hasToString(prefix);
    }

    /** One letter changed, whatever stands behind it, and any texts at all. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldSayWhatComparingLetterByLetterSays(long seed) {
        Random random = new Random(seed);

        for (int i = 0; i < 100_000; i++) {
            String prefix = text(random, random.nextInt(300));
            String id = switch (random.nextInt(3)) {
                case 0 -> prefix + text(random, random.nextInt(4));
                case 1 -> {
                    StringBuilder changed = new StringBuilder(prefix + "42");
                    changed.setCharAt(
                            random.nextInt(changed.length()), text(random, 1).charAt(0));
                    yield changed.toString();
                }
                default -> text(random, random.nextInt(300));
            };

            assertThat(new IdPrefix(prefix).begins(id))
                    .as("%s of %s", prefix, id)
                    .isEqualTo(id.length() > prefix.length()
                            && id.startsWith(prefix)
                            && id.charAt(prefix.length()) <= 127);
        }
    }
}
