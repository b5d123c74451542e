package dev.latido.core.internal.tls;

import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.TrustManagerFactorySpi;
import org.jspecify.annotations.Nullable;

/** Wraps managers in the factories that the MQTT client requires. */
final class TlsManagers {

    private static final String NAME = "Latido";
    private static final Provider NONE = Security.getProviders()[0];

    private TlsManagers() {}

    static TrustManagerFactory trusting(TrustManager manager) {
        return new TrustManagerFactory(new FixedTrust(manager), NONE, NAME) {};
    }

    static KeyManagerFactory showing(KeyManager manager) {
        return new KeyManagerFactory(new FixedKeys(manager), NONE, NAME) {};
    }

    private static final class FixedTrust extends TrustManagerFactorySpi {

        private final TrustManager manager;

        FixedTrust(TrustManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store) {
            // The manager needs no store.
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            throw new InvalidAlgorithmParameterException("the manager needs no parameters");
        }

        @Override
        protected TrustManager[] engineGetTrustManagers() {
            return new TrustManager[] {manager};
        }
    }

    private static final class FixedKeys extends KeyManagerFactorySpi {

        private final KeyManager manager;

        FixedKeys(KeyManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {
            // The manager needs no store.
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) throws InvalidAlgorithmParameterException {
            throw new InvalidAlgorithmParameterException("the manager needs no parameters");
        }

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {manager};
        }
    }
}
