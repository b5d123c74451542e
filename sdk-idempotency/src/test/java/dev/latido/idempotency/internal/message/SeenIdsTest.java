package dev.latido.idempotency.internal.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenIdsTest {

    private static final Topic HERE = Topic.unchecked("acme/v1/gw-a/temp");
    private static final Topic THERE = Topic.unchecked("acme/v1/gw-b/temp");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gw-a72f:1764550800000001:1",
                "a:b:c:1764550800000001:1",
                "gw#7:1764550800000001:999999999999999999",
                "+34600111222:1764550800000001:12",
                "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                "F81D4FAE-7DEC-41D0-A765-00A0C91E6BF6",
                "urn:uuid:018f4fae-7dec-71d0-b765-00a0c91e6bf6",
                "URN:UUID:018F4FAE-7DEC-81D0-B765-00A0C91E6BF6"
            })
    void shouldTakeAnIdForUniqueThatIsByItsForm(String id) {
        assertThat(SeenIds.byForm(HERE, id)).isEqualTo(SeenIds.byForm(THERE, id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1732272000000-17",
                "1732272000000:17",
                "gw:1732272000000:17",
                "12:30:15",
                "2026-11-22T10:30:15",
                "2026-11-22T10:30:15.123456",
                "00:1a:2b:3c:4d:5e",
                "1764550800000001:1",
                ":1764550800000001:1",
                "gw:1764550800000001:01",
                "gw:1764550800000001:0",
                "gw:0764550800000001:1",
                "gw:1764550800000001:",
                "gw:1764550800000001:1 ",
                "gw:1764550800000001:-1",
                "gw:1764550800000001:1000000000000000000",
                "gw:17645508000000011:1",
                "gw:1764550800000001:\u0661",
                "gw\u00a01764550800000001:1",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "f81d4fae-7dec-91d0-a765-00a0c91e6bf6",
                "f81d4fae-7dec-41d0-c765-00a0c91e6bf6",
                "f81d4fae-7dec-41d0-a765-00a0c91e6bfg",
                "f81d4fae-7dec-41d0-a765-00a0c91e6bf",
                "f81d4fae_7dec_41d0_a765_00a0c91e6bf6",
                "{f81d4fae-7dec-41d0-a765-00a0c91e6bf6}",
                "uri:uuid:f81d4fae-7dec-41d0-a765-00a0c91e6bf6",
                "f81d4fae7dec41d0a76500a0c91e6bf6",
                "9e107d9d372bb6826bd81d3542a419d6",
                "01ARZ3NDEKTSV4RRFFQ69G5FAV",
                "sha256:d7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592"
            })
    void shouldTakeAnyOtherIdTogetherWithItsTopic(String id) {
        assertThat(SeenIds.byForm(HERE, id)).isNotEqualTo(SeenIds.byForm(THERE, id));
    }

    @Test
    void shouldTakeTheSpellingsOfAUuidForOneId() {
        String id = "018f4fae-7dec-71d0-b765-00a0c91e6bf6";

        assertThat(SeenIds.byForm(HERE, "urn:uuid:018F4FAE-7dec-71d0-B765-00a0c91e6bf6"))
                .isEqualTo(SeenIds.byForm(THERE, id))
                .isEqualTo(id);
    }

    @Test
    void shouldFitIntoTheColumnsOfStores() {
        Topic deep = Topic.unchecked("level/".repeat(100) + "end");

        assertThat(SeenIds.byForm(deep, "1")).startsWith("sha256:").hasSize(71);
        assertThat(SeenIds.byForm(deep, "1")).isNotEqualTo(SeenIds.byForm(deep, "2"));
        assertThat(SeenIds.global("#" + "x".repeat(MessageReader.LONGEST_ID - 1)))
                .startsWith("sha256:");
        assertThat(SeenIds.ofReplay(1, "x".repeat(MessageReader.LONGEST_ID))).startsWith("sha256:");
    }

    /** A window takes several hundred bytes, which only the ids of a publisher are worth; any other id takes 40. */
    @Test
    void shouldOpenAWindowInMemoryForNothingButPublishers() {
        MemorySeenStore store = MemorySeenStore.create();
        for (String id : List.of("12:30:15", "pump:3:17", "1732272000000:17", "2026-11-22T10:30:15")) {
            claim(store, SeenIds.byForm(HERE, id));
        }
        claim(store, SeenIds.ofReplay(1, SeenIds.byForm(HERE, "gw:1764550800000001:1")));
        assertThat(store).asString().contains("5 in work, 0 producers");

        claim(store, SeenIds.byForm(HERE, "gw:1764550800000001:1"));

        assertThat(store).asString().contains("6 in work, 1 producers");
    }

    private static void claim(MemorySeenStore store, String seenAs) {
        assertThat(store.claim(new MessageKey("billing", seenAs), "test", Duration.ofMinutes(1)))
                .isInstanceOf(Claim.Granted.class);
    }

    /** Texts with the marks between the parts, and what the parts could be taken for. */
    @Test
    void shouldNeverTakeTwoMessagesForOne() {
        List<String> topics = List.of("a", "b", "a:1764550800000001:1", "sha256:ff", "a b", "replay-1", "$x", " ");
        List<String> ids = List.of(
                "a",
                "#a",
                "##a",
                "a#",
                "a#a",
                "b#a",
                "a#b#a",
                "#",
                "+",
                "+a",
                "replay-1",
                "+replay-1",
                "+replay-1#a",
                "+replay-1#a#a",
                "#+replay-1#a",
                "a#replay-1",
                "a#+replay-1",
                "a#a#+replay-1",
                "a#b",
                "a#a#",
                "a:1764550800000001:1#",
                "a:1764550800000001:1#+replay-1",
                ":1764550800000001:1",
                "#:1764550800000001:1",
                "a:1764550800000001:1",
                "a#:1764550800000001:1",
                "+replay-1#a:1764550800000001:1",
                "f81d4fae-7dec-41d0-a765-00a0c91e6bf6");
        Map<String, String> known = new HashMap<>();
        for (String id : ids) {
            check(known, "global " + id, SeenIds.global(id));
            for (String topic : topics) {
                boolean global = ProducerId.is(id) || Uuids.canonical(id) != null;
                check(known, global ? "global " + id : "of " + topic + '\n' + id, byForm(topic, id));
                if (global) {
                    check(known, "joined of " + topic + '\n' + id, SeenIds.ofTopic(Topic.unchecked(topic), id));
                }
            }
        }
        assertThat(known).hasSizeGreaterThan(ids.size() * topics.size());
    }

    private static String byForm(String topic, String id) {
        return SeenIds.byForm(Topic.unchecked(topic), id);
    }

    private static void check(Map<String, String> known, String message, String seenAs) {
        for (int replay = 0; replay < 3; replay++) {
            String name = message + " replay " + replay;
            String key = replay == 0 ? seenAs : SeenIds.ofReplay(replay, seenAs);
            assertThat(known.putIfAbsent(key, name)).as(name).isIn(null, name);
        }
    }
}
