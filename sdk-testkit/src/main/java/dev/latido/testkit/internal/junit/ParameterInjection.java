package dev.latido.testkit.internal.junit;

import dev.latido.testkit.BrokerParameterProvider;
import dev.latido.testkit.DevelopmentCa;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** Creates the objects for parameters other than the broker, a new one for each parameter. */
final class ParameterInjection {

    private ParameterInjection() {}

    static boolean supports(Class<?> type) {
        return type == DevelopmentCa.class || provider(type).isPresent();
    }

    static Object create(ParameterContext parameter, BrokerFixture fixture) {
        Class<?> type = parameter.getParameter().getType();
        if (type == DevelopmentCa.class) {
            return requireCa(fixture);
        }
        BrokerParameterProvider provider =
                provider(type).orElseThrow(() -> new ParameterResolutionException("no provider for " + type.getName()));
        return provider.create(fixture.broker(), fixture.ca());
    }

    private static DevelopmentCa requireCa(BrokerFixture fixture) {
        DevelopmentCa ca = fixture.ca();
        if (ca == null) {
            throw new ParameterResolutionException("a DevelopmentCa needs @WithBroker(tls = true)");
        }
        return ca;
    }

    /** Finds a provider, with the class loader of the kit, which may differ from that of the thread. */
    private static Optional<BrokerParameterProvider> provider(Class<?> type) {
        return ServiceLoader.load(BrokerParameterProvider.class, ParameterInjection.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.supports(type))
                .findFirst();
    }
}
