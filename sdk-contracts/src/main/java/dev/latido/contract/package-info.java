/**
 * The contracts of seen-stores, outboxes and payload codecs, as JUnit 5 classes that users extend for implementations of
 * their own. Entry classes: {@link dev.latido.contract.SeenStoreContract},
 * {@link dev.latido.contract.TransactionalSeenStoreContract}, {@link dev.latido.contract.OutboxContract},
 * {@link dev.latido.contract.DurableOutboxContract} and {@link dev.latido.contract.PayloadCodecContract}. A contract gathers
 * its tests from interfaces, one for each concept, whose default methods are the tests. Tests run on JUnit's thread; those
 * about races start threads of their own and wait for them.
 */
@NullMarked
package dev.latido.contract;

import org.jspecify.annotations.NullMarked;
