package dev.latido.idempotency.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTextTest {

    /** Exceptions can have code of the application; a message must not be held for ever because of it. */
    private static final class Broken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Broken(@Nullable Throwable cause) {
            super(cause);
        }

        @Override
        public String getMessage() {
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void shouldDescribeExceptionsWhoseMessageCannotBeRead() {
        assertThat(FailureText.describe(new Broken(null))).isEqualTo("Broken");
        assertThat(FailureText.describe(new IllegalArgumentException("no", new Broken(null))))
                .isEqualTo("IllegalArgumentException: no; caused by Broken");
    }

    @Test
    void shouldTellEachCauseOnce() {
        Throwable cause = new IllegalStateException("disk full");

        assertThat(FailureText.describe(new RuntimeException("no", cause)))
                .isEqualTo("RuntimeException: no; caused by IllegalStateException: disk full");
        assertThat(FailureText.describe(new RuntimeException(cause)))
                .isEqualTo("RuntimeException: java.lang.IllegalStateException: disk full");
    }
}
