/** The parts of the proxy on their own. */
@NullMarked
package dev.latido.testkit.proxy.internal;

import org.jspecify.annotations.NullMarked;
