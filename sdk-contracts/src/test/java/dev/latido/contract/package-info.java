@NullMarked
package dev.latido.testkit.contract;

import org.jspecify.annotations.NullMarked;
