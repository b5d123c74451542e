/**
 * The text algorithms that several packages of topics share: syntax, spelling, order of levels, matching. Not API: it may
 * change in any release. Stateless or immutable, except {@link FilterTrie}, which is thread-safe.
 */
@NullMarked
package dev.latido.topics.internal;

import org.jspecify.annotations.NullMarked;
