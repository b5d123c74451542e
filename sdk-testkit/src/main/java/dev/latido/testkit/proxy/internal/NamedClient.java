package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.ProxyClient;

/** The connections of one client, looked up at each call. Thread-safe. */
record NamedClient(ProxyServer proxy, String clientId) implements ProxyClient {

    private boolean isMine(ProxiedConnection link) {
        return link.clientId().equals(clientId);
    }

    @Override
    public int cut() {
        return proxy.cut(this::isMine);
    }

    @Override
    public int reset() {
        return proxy.reset(this::isMine);
    }

    @Override
    public int halfOpen() {
        return proxy.halfOpen(this::isMine);
    }

    @Override
    public int connections() {
        return proxy.count(link -> isMine(link) && link.isAlive());
    }
}
