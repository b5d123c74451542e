/** How the fault proxy works inside. Not API: anything here may change in any release. */
@NullMarked
package dev.latido.testkit.proxy.internal;

import org.jspecify.annotations.NullMarked;
