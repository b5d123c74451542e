package dev.latido.core.internal.threads;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the lock that must be held where a field is read or written, or a method is called. It is not kept in class
 * files, so that users need no library for it.
 */
@Documented
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.FIELD, ElementType.METHOD})
public @interface GuardedBy {

    /**
     * Names the lock.
     *
     * @return the lock as an expression, such as {@code this} or the name of a field
     */
    String value();
}
