package dev.latido.idempotency.internal.subscriber;

import dev.latido.core.JacksonCodec;
import dev.latido.core.MqttConnection;
import dev.latido.core.PayloadCodec;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.idempotency.AsyncMessageHandler;
import dev.latido.idempotency.BatchHandler;
import dev.latido.idempotency.IdSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.WithoutId;
import dev.latido.idempotency.internal.Bounds;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.LeasedProcessing;
import dev.latido.idempotency.internal.attempt.Processing;
import dev.latido.idempotency.internal.attempt.TransactionalProcessing;
import dev.latido.idempotency.internal.message.MessageReader;
import dev.latido.idempotency.internal.subscriber.OptionsStep.ReaderFor;
import dev.latido.idempotency.internal.subscriber.OptionsStep.Target;
import dev.latido.idempotency.internal.subscriber.RunningSubscriber.BatchSize;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers and checks the settings of a subscriber, step by step. Confined to its caller's thread. */
public final class SubscriberBuilder implements IdempotentSubscriber.Builder {

    private static final Pattern GROUP = Pattern.compile("(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*");

    private final ConnectionLink link;
    private final String clientId;
    private final Timing timing;
    private final List<TopicFilter> filters = new ArrayList<>();
    private @Nullable String group;
    private @Nullable PayloadCodec codec;
    private IdSource ids = IdSource.payload();
    private WithoutId withoutId = WithoutId.DEAD_LETTER;
    private @Nullable String sharedGroup;

    /** Creates the builder of a subscriber on a connection. */
    public SubscriberBuilder(MqttConnection connection) {
        this(ConnectionLink.of(connection), connection.clientId());
    }

    SubscriberBuilder(ConnectionLink link, String clientId) {
        this(link, clientId, Timing.system());
    }

    SubscriberBuilder(ConnectionLink link, String clientId, Timing timing) {
        this.link = link;
        this.clientId = clientId;
        this.timing = timing;
    }

    @Override
    public IdempotentSubscriber.Builder group(String group) {
        Objects.requireNonNull(group, "group must not be null");
        if (!GROUP.matcher(group).matches()) {
            throw new IllegalArgumentException(
                    "group must be 1 to 64 of a-z, 0-9 and single inner '-', was '" + group + "'");
        }
        this.group = group;
        return this;
    }

    @Override
    public IdempotentSubscriber.Builder filter(TopicFilter filter) {
        filters.add(Objects.requireNonNull(filter, "filter must not be null"));
        return this;
    }

    @Override
    public IdempotentSubscriber.Builder sharedGroup(String name) {
        Objects.requireNonNull(name, "name must not be null");
        TopicFilter.of("a").shared(name);
        this.sharedGroup = name;
        return this;
    }

    @Override
    public IdempotentSubscriber.Builder id(IdSource source) {
        this.ids = Objects.requireNonNull(source, "source must not be null");
        return this;
    }

    @Override
    public IdempotentSubscriber.Builder withoutId(WithoutId policy) {
        this.withoutId = Objects.requireNonNull(policy, "policy must not be null");
        return this;
    }

    @Override
    public IdempotentSubscriber.Builder codec(PayloadCodec codec) {
        this.codec = Objects.requireNonNull(codec, "codec must not be null");
        return this;
    }

    @Override
    public <T> IdempotentSubscriber.PayloadStep<T> payload(Class<T> type) {
        Objects.requireNonNull(type, "type must not be null");
        return new Payload<>(
                (name, fingerprints) -> new MessageReader<>(codec(), type, ids, withoutId, name, fingerprints));
    }

    /** Loads Jackson only if the application has no codec of its own. */
    private PayloadCodec codec() {
        return codec == null ? JacksonCodec.create() : codec;
    }

    private final class Payload<T> implements IdempotentSubscriber.PayloadStep<T> {

        private final ReaderFor<T> reader;
        private @Nullable Function<? super Message<T>, ?> key;

        Payload(ReaderFor<T> reader) {
            this.reader = reader;
        }

        @Override
        public IdempotentSubscriber.PayloadStep<T> orderedBy(Function<? super Message<T>, ?> key) {
            this.key = Objects.requireNonNull(key, "key must not be null");
            return this;
        }

        @Override
        public <X> IdempotentSubscriber.TransactionalStep<T, X> seenStore(TransactionalSeenStore<X> store) {
            Objects.requireNonNull(store, "store must not be null");
            return new Transactional<>(this, store, new Plain<>(this, store));
        }

        @Override
        public IdempotentSubscriber.PlainStep<T> seenStore(SeenStore store) {
            Objects.requireNonNull(store, "store must not be null");
            return new Plain<>(this, store);
        }

        @Override
        public SubscriberOptions handler(MessageHandler<T> handler) {
            return new Plain<>(this, MemorySeenStore.create()).handler(handler);
        }

        @Override
        public SubscriberOptions asyncHandler(AsyncMessageHandler<T> handler) {
            return new Plain<>(this, MemorySeenStore.create()).asyncHandler(handler);
        }

        SubscriberOptions options(
                SeenStore store, Function<SubscriberSettings, Processing<T>> processing, @Nullable BatchSize batches) {
            return new OptionsStep<>(
                    new Target(link, group, subscriptions(), store, timing), reader, key, processing, batches);
        }
    }

    private List<TopicFilter> subscriptions() {
        String name = sharedGroup;
        return name == null
                ? List.copyOf(filters)
                : filters.stream().map(filter -> filter.filter().shared(name)).toList();
    }

    private final class Plain<T> implements IdempotentSubscriber.PlainStep<T> {

        private final Payload<T> payload;
        private final SeenStore store;

        Plain(Payload<T> payload, SeenStore store) {
            this.payload = payload;
            this.store = store;
        }

        @Override
        public SubscriberOptions handler(MessageHandler<T> handler) {
            Objects.requireNonNull(handler, "handler must not be null");
            return payload.options(store, settings -> new LeasedProcessing<>(store, handler, settings, clientId), null);
        }

        @Override
        public SubscriberOptions asyncHandler(AsyncMessageHandler<T> handler) {
            Objects.requireNonNull(handler, "handler must not be null");
            return payload.options(
                    store, settings -> LeasedProcessing.asynchronous(store, handler, settings, clientId), null);
        }
    }

    private static final class Transactional<T, X> implements IdempotentSubscriber.TransactionalStep<T, X> {

        private final SubscriberBuilder.Payload<T> payload;
        private final TransactionalSeenStore<X> store;
        private final IdempotentSubscriber.PlainStep<T> plain;

        Transactional(
                SubscriberBuilder.Payload<T> payload,
                TransactionalSeenStore<X> store,
                IdempotentSubscriber.PlainStep<T> plain) {
            this.payload = payload;
            this.store = store;
            this.plain = plain;
        }

        @Override
        public SubscriberOptions handler(MessageHandler<T> handler) {
            return plain.handler(handler);
        }

        @Override
        public SubscriberOptions asyncHandler(AsyncMessageHandler<T> handler) {
            return plain.asyncHandler(handler);
        }

        @Override
        public SubscriberOptions handler(TransactionalHandler<T, X> handler) {
            Objects.requireNonNull(handler, "handler must not be null");
            return payload.options(store, settings -> TransactionalProcessing.single(store, handler, settings), null);
        }

        @Override
        public SubscriberOptions batch(int size, Duration wait, BatchHandler<T, X> handler) {
            BatchSize batches = new BatchSize(Bounds.atLeastOne("size", size), Bounds.positive("wait", wait));
            Objects.requireNonNull(handler, "handler must not be null");
            return payload.options(
                    store, settings -> TransactionalProcessing.batches(store, handler, settings), batches);
        }
    }
}
