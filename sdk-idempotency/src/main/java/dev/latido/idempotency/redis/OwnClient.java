package dev.latido.idempotency.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.concurrent.TimeUnit;

/**
 * The client of a store that was created from a URI. Commands of several threads at the same moment share one write to
 * the socket. While Redis cannot be reached, commands fail instead of waiting.
 */
final class OwnClient implements AutoCloseable {

    /** A small number, so that Redis works on some commands while others are being written. */
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
