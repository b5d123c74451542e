package dev.latido.testkit.internal.junit;

import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds the nearest {@link WithBroker} of a test and keeps its broker in the store of the element that carries it. */
public final class WithBrokerExtension
        implements ExecutionCondition, BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(WithBrokerExtension.class);

    /** Called by JUnit. */
    public WithBrokerExtension() {}

    /** Makes JUnit pass the context of the method to a constructor, so that it gets the broker of that method. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** Skips tests that cannot run on this machine. If nothing may be skipped, the start fails instead. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> obstacle = owner(context).flatMap(owner -> obstacle(owner.settings()));
        if (obstacle.isPresent()) {
            return ConditionEvaluationResult.disabled(obstacle.get());
        }
        return ConditionEvaluationResult.enabled("the broker can run here");
    }

    /** Returns the reason why a broker cannot run here. An external broker may be missing on any machine. */
    private static Optional<String> obstacle(WithBroker settings) {
        if (settings.kind() == BrokerKind.EXTERNAL) {
            return NamedBroker.obstacle(settings);
        }
        return MachineRequirement.isStrict()
                ? Optional.empty()
                : settings.kind().obstacle();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        owner(context).ifPresent(Owner::fixture);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        owner(context).ifPresent(Owner::fixture);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return owner(context)
                .filter(owner -> TestBroker.class.isAssignableFrom(type(parameter))
                        || ParameterInjection.supports(type(parameter)))
                .isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        BrokerFixture fixture = owner(context)
                .orElseThrow(() -> new ParameterResolutionException("no @WithBroker on the method or class"))
                .fixture();
        if (type(parameter).isInstance(fixture.broker())) {
            return fixture.broker();
        }
        if (TestBroker.class.isAssignableFrom(type(parameter))) {
            throw new ParameterResolutionException("@WithBroker has started " + fixture.broker() + ", which is no "
                    + type(parameter).getSimpleName());
        }
        Object injected = ParameterInjection.create(parameter, fixture);
        if (injected instanceof AutoCloseable) {
            // The store closes its objects in reverse order, so this one before the broker.
            context.getStore(NAMESPACE).put(new Object(), injected);
        }
        return injected;
    }

    private static Class<?> type(ParameterContext parameter) {
        return parameter.getParameter().getType();
    }

    private static Optional<Owner> owner(ExtensionContext context) {
        Optional<ExtensionContext> current = Optional.of(context);
        while (current.isPresent()) {
            ExtensionContext candidate = current.get();
            Optional<WithBroker> annotation =
                    AnnotationSupport.findAnnotation(candidate.getElement(), WithBroker.class);
            if (annotation.isPresent()) {
                return Optional.of(new Owner(candidate, annotation.get()));
            }
            current = candidate.getParent();
        }
        return Optional.empty();
    }

    /** The method or class that owns a broker. The id is the key, because a store also looks into its parents. */
    private record Owner(ExtensionContext context, WithBroker settings) {

        BrokerFixture fixture() {
            return context.getStore(NAMESPACE)
                    .getOrComputeIfAbsent(
                            context.getUniqueId(), id -> BrokerFixture.start(settings), BrokerFixture.class);
        }
    }
}
