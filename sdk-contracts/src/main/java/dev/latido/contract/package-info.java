/** What every seen-store, outbox and payload codec does, as JUnit 5 classes that a user extends for one of their own. */
@NullMarked
package dev.latido.contract;

import org.jspecify.annotations.NullMarked;
