package dev.latido.testkit.internal.hivemq;

import dev.latido.testkit.internal.broker.BrokerSettings;

/**
 * The content of HiveMQ's {@code config.xml}. The maxima are those of its schema: nothing expires or is discarded
 * unless a client or the user asks for it.
 */
record HiveMqConfiguration(BrokerSettings settings, boolean persistent, String listeners) {

    static final String FILE = "config.xml";

    static HiveMqConfiguration of(BrokerSettings settings, boolean persistent) {
        return new HiveMqConfiguration(settings, persistent, "");
    }

    HiveMqConfiguration plain(String address, int port) {
        return listener("""
                    <tcp-listener><port>%d</port><bind-address>%s</bind-address></tcp-listener>
                """.formatted(port, address));
    }

    /** Adds a TLS listener. The path of the key store is the one that the broker sees. */
    HiveMqConfiguration tls(String address, int port, String path, HiveMqKeyStore keyStore) {
        return listener("""
                    <tls-tcp-listener><port>%d</port><bind-address>%s</bind-address>
                      <tls>
                        <protocols><protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol></protocols>
                        <keystore>
                          <path>%s</path><password>%s</password><private-key-password>%s</private-key-password>
                        </keystore>
                      </tls>
                    </tls-tcp-listener>
                """.formatted(port, address, escaped(path), keyStore.password(), keyStore.password()));
    }

    String xml() {
        return """
                <hivemq>
                  <listeners>
                %s  </listeners>
                  <mqtt>
                    <queued-messages><max-queue-size>%d</max-queue-size><strategy>discard</strategy></queued-messages>
                    <message-expiry><max-interval>4294967296</max-interval></message-expiry>
                    <session-expiry><max-interval>4294967295</max-interval></session-expiry>
                    <packets><max-packet-size>268435460</max-packet-size></packets>
                    <receive-maximum><server-receive-maximum>%d</server-receive-maximum></receive-maximum>
                  </mqtt>
                  <persistence><mode>%s</mode></persistence>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(
                        listeners, settings.queueSize(), settings.receiveMaximum(), persistent ? "file" : "in-memory");
    }

    private HiveMqConfiguration listener(String listener) {
        return new HiveMqConfiguration(settings, persistent, listeners + listener);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
