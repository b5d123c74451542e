package dev.latido.topics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTrieTest {

    private final FilterTrie<String> trie = new FilterTrie<>();

    /** Subscribers that come and go for years must not leave a trace. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "+", "#", "a/b/c", "a/+/c", "+/+/+", "a/#", "+/#", "/", "//#"})
    void shouldBeBareWhenTheLastValueIsGone(String filter) {
        trie.add(filter, "x");
        trie.add(filter, "y");
        assertThat(trie.remove(filter, "x")).isTrue();
        assertThat(trie.isBare()).isFalse();

        assertThat(trie.remove(filter, "y")).isTrue();

        assertThat(trie.isBare()).isTrue();
        assertThat(trie.size()).isZero();
    }

    @Test
    void shouldKeepWhatHangsBelowWhenAValueOnTheWayIsGone() {
        trie.add("a", "x");
        trie.add("a/b", "x");
        trie.add("a/+", "x");
        trie.add("a/#", "x");

        assertThat(trie.remove("a", "x")).isTrue();
        assertThat(trie.remove("a/b", "x")).isTrue();
        assertThat(trie.remove("a/+", "x")).isTrue();

        assertThat(trie.isBare()).isFalse();
        assertThat(trie.size()).isEqualTo(1);
    }
}
