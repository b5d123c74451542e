/**
 * A seen-store in a SQL database, whose transactions contain the marks and the handler's own writes. Entry: {@link
 * JdbcSeenStore}, the only public class.
 *
 * <p>Every call runs on the thread of its caller, with a connection of the application's data source. The room starts
 * no threads and has no locks: the transactions of the database keep concurrent consumers apart.
 */
@NullMarked
package dev.latido.idempotency.jdbc;

import org.jspecify.annotations.NullMarked;
