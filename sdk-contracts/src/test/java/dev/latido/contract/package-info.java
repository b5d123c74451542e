@NullMarked
package dev.latido.contract;

import org.jspecify.annotations.NullMarked;
