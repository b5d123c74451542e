/** What every module of Latido shares. */
@NullMarked
package dev.latido;

import org.jspecify.annotations.NullMarked;
