package dev.latido.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MessageKeyTest {

    private static final MessageKey KEY = new MessageKey("billing", "gw:1:1");

    @Test
    void shouldBeEqualByGroupAndIdWhateverTheFingerprint() {
        assertThat(KEY)
                .isEqualTo(KEY.withFingerprintOf(new byte[] {1}))
                .hasSameHashCodeAs(KEY.withFingerprintOf(new byte[] {1}))
                .isNotEqualTo(new MessageKey("shipping", "gw:1:1"))
                .isNotEqualTo(new MessageKey("billing", "gw:1:2"))
                .doesNotHaveSameHashCodeAs(new MessageKey("billing", "gw:1:2"));
    }

    @Test
    void shouldContradictOnlyAnotherFingerprint() {
        MessageKey marked = KEY.withFingerprintOf(new byte[] {1});

        assertThat(marked.contradicts(marked.fingerprint())).isFalse();
        assertThat(marked.contradicts(marked.fingerprint() + 1)).isTrue();
        assertThat(marked.contradicts(MessageKey.NO_FINGERPRINT)).isFalse();
        assertThat(KEY.contradicts(marked.fingerprint())).isFalse();
    }

    /** Kept in databases: must never change. */
    @Test
    void shouldTakeTheFirstEightBytesOfSha256() {
        assertThat(KEY.withFingerprintOf(new byte[0]).fingerprint()).isEqualTo(0xe3b0c44298fc1c14L);
    }
}
