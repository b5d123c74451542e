package dev.latido.testkit.internal.junit;

import dev.latido.core.MqttConnection;
import dev.latido.testkit.AsUser;
import dev.latido.testkit.BrokerParameterProvider;
import dev.latido.testkit.DevelopmentCa;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What a parameter is given apart from the broker itself; each parameter its own. */
final class ParameterInjection {

    private ParameterInjection() {}

    static boolean supports(Class<?> type) {
        return type == DevelopmentCa.class
                || type == MqttConnection.class
                || provider(type).isPresent();
    }

    static Object create(ParameterContext parameter, BrokerFixture fixture) {
        Class<?> type = parameter.getParameter().getType();
        if (type == DevelopmentCa.class) {
            return requireCa(fixture);
        }
        if (type == MqttConnection.class) {
            Optional<String> user = parameter.findAnnotation(AsUser.class).map(AsUser::value);
            return user.isPresent() ? fixture.connect(user.get()) : fixture.connect(null);
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

    /** Looked up by the loader of the kit and its users, which may differ from the thread's. */
    private static Optional<BrokerParameterProvider> provider(Class<?> type) {
        return ServiceLoader.load(BrokerParameterProvider.class, ParameterInjection.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.supports(type))
                .findFirst();
    }
}
