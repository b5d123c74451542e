package dev.latido.core.internal.session;

import dev.latido.core.Credentials;
import java.util.function.Supplier;

/** Credentials that are the same for every attempt, so that no code of the user is called. */
public record FixedCredentials(Credentials get) implements Supplier<Credentials> {}
