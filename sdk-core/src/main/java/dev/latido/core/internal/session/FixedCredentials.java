package dev.latido.core.internal;

import dev.latido.core.Credentials;
import java.util.function.Supplier;

/** Credentials that are the same for every attempt, so that no user code has to be asked. */
record GivenCredentials(Credentials get) implements Supplier<Credentials> {}
