package dev.latido.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a parameter of type {@code MqttConnection}: connects as this user of {@link WithBroker#users()}. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface AsUser {

    /**
     * The name of a declared user.
     *
     * @return the name, without the password
     */
    String value();
}
