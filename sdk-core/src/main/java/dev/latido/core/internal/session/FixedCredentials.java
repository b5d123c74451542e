package dev.latido.core.internal.session;

import dev.latido.core.Credentials;
import java.util.function.Supplier;

/** Credentials that are the same for every attempt, so that no user code has to be asked. */
record FixedCredentials(Credentials get) implements Supplier<Credentials> {}
