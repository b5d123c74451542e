/** Connection, publisher and presence on real brokers and through networks that break, and what such tests share. */
@NullMarked
package dev.latido.core.it;

import org.jspecify.annotations.NullMarked;
