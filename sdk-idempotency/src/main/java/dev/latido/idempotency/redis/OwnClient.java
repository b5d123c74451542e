package dev.latido.idempotency.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.concurrent.TimeUnit;

/**
 * A client of the store's own. What several threads ask at the same moment goes to Redis in one write to the socket
 * instead of one each, and while Redis is away nothing is held back.
 */
final class OwnClient implements AutoCloseable {

    /** Few, so that Redis is at work on some while others are being written. */
    private static final int MOST_IN_ONE_WRITE = 8;

    private static final int SHUTDOWN_SECONDS = 2;

    private final ClientResources resources = ClientResources.builder()
            .nettyCustomizer(new NettyCustomizer() {
                @Override
                public void afterChannelInitialized(Channel channel) {
                    channel.pipeline().addFirst(new FlushConsolidationHandler(MOST_IN_ONE_WRITE, true));
                }
            })
            .build();
    private final RedisClient client;

    OwnClient(String uri) {
        try {
            client = RedisClient.create(resources, uri);
        } catch (RuntimeException e) {
            stop(resources);
            throw e;
        }
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
    }

    RedisClient client() {
        return client;
    }

    private static void stop(ClientResources resources) {
        resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Override
    public void close() {
        client.shutdown();
        stop(resources);
    }
}
