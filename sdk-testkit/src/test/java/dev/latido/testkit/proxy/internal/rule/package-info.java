/** Tests of the rules of the fault-injecting proxy. */
@NullMarked
package dev.latido.testkit.proxy.internal.rule;

import org.jspecify.annotations.NullMarked;
