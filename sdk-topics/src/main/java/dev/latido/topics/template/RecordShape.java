package dev.latido.topics.template;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The constructor and the accessors of a record as method handles, whatever its visibility. */
final class RecordShape<R extends Record> {

    private final MethodHandle constructor;
    private final MethodHandle[] accessors;
    private final Class<R> type;

    private RecordShape(Class<R> type, MethodHandle constructor, MethodHandle[] accessors) {
        this.type = type;
        this.constructor = constructor;
        this.accessors = accessors;
    }

    /**
     * Returns the shape of a record type.
     *
     * @throws IllegalAccessException if its module does not open its package
     * @throws java.lang.reflect.InaccessibleObjectException if its module does not open its package
     */
    static <R extends Record> RecordShape<R> of(Class<R> type) throws IllegalAccessException {
        RecordComponent[] components = type.getRecordComponents();
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle[] accessors = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            accessors[i] = lookup.unreflect(accessor).asType(MethodType.methodType(Object.class, Record.class));
        }
        Constructor<R> canonical = canonicalConstructor(type, components);
        canonical.setAccessible(true);
        MethodHandle constructor = lookup.unreflectConstructor(canonical)
                .asSpreader(Object[].class, components.length)
                .asType(MethodType.methodType(Record.class, Object[].class));
        return new RecordShape<>(type, constructor, accessors);
    }

    private static <R extends Record> Constructor<R> canonicalConstructor(Class<R> type, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new AssertionError("every record has a canonical constructor", e);
        }
    }

    /** Creates a record of these values. Exceptions of its constructor propagate. */
    R make(Object[] values) {
        try {
            return type.cast((Record) constructor.invokeExact(values));
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    /** Returns the value of one component. Exceptions of its accessor propagate. */
    @Nullable
    Object value(R of, int component) {
        try {
            return (Object) accessors[component].invokeExact((Record) of);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
        }
    }

    /** Constructors and accessors of records declare no checked exception. */
    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException exception ? exception : new IllegalStateException(thrown);
    }
}
