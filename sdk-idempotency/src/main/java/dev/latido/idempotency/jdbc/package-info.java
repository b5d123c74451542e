/**
 * A seen-store in a SQL database, whose transactions contain the marks and the handler's own writes. Entry: {@link
 * JdbcSeenStore}. {@link DeadLetterTable} keeps dead letters in the same database, in the transactions of the marks. All
 * other classes are not public.
 *
 * <p>Every call runs on the thread of its caller, with a connection of the application's data source. The room starts
 * no threads and has no locks: the transactions of the database keep concurrent consumers apart.
 */
@NullMarked
package dev.latido.idempotency.jdbc;

import org.jspecify.annotations.NullMarked;
