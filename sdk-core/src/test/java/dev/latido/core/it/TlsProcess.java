package dev.latido.core.it;

import dev.latido.core.ConnectionFailedException;
import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import java.nio.file.Path;

/** Connects with an authority and a client certificate of its own, then with the system's trust store. */
final class TlsProcess {

    private TlsProcess() {}

    /** Takes the broker, the authority, a PKCS#12 file and its password. */
    public static void main(String[] arguments) {
        Tls own = Tls.trusting(Path.of(arguments[1]));
        Path file = Path.of(arguments[2]);
        char[] password = arguments[3].toCharArray();
        connect("mine", arguments[0], own.clientPkcs12(file, password));
        connect("system", arguments[0], Tls.trustingSystem().clientPkcs12(file, password));
        System.exit(0);
    }

    private static void connect(String name, String broker, Tls tls) {
        try (MqttConnection connection = Fleet.service(broker, "gw-1").tls(tls).connect()) {
            System.out.println(name + ": " + connection.state());
        } catch (ConnectionFailedException e) {
            System.out.println(name + ": " + e.getMessage());
        }
    }
}
