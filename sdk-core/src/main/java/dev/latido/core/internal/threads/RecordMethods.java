package dev.latido.core.internal.threads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The methods that the JDK generates for records. On JDK 17 its generator keeps the type that it has compared or hashed
 * last, and with it the class loader of the type. A container could not unload the application until another record
 * replaces the type. Later releases of the JDK keep the type by a soft reference, until memory is needed.
 */
public final class RecordMethods {

    private static final Logger log = LoggerFactory.getLogger(RecordMethods.class);

    private RecordMethods() {}

    /** Has the generator keep a type of the JDK instead of the last one. */
    public static void forgetTypes() {
        try {
            generate("equals", MethodType.methodType(boolean.class, String.class, Object.class));
            generate("hashCode", MethodType.methodType(int.class, String.class));
        } catch (Throwable e) {
            log.debug("the JDK may keep a type of a record", e);
        }
    }

    /** Generates a method as for a record with one component of its own type, and drops it. */
    private static void generate(String method, MethodType type) throws Throwable {
        ObjectMethods.bootstrap(
                MethodHandles.lookup(), method, type, String.class, "self", MethodHandles.identity(String.class));
    }
}
