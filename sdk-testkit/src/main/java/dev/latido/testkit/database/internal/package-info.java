/** Implementation of the test kit: not API, may change in any release. */
@NullMarked
package dev.latido.testkit.database.internal;

import org.jspecify.annotations.NullMarked;
