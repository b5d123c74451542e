/** Every fault of the proxy, seen from raw sockets on both sides. */
@NullMarked
package dev.latido.testkit.proxy;

import org.jspecify.annotations.NullMarked;
