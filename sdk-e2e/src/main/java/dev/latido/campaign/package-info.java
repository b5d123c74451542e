/** The fault campaign: whether the promises of connection, publisher and subscriber hold together, across processes. */
@NullMarked
package dev.latido.campaign;

import org.jspecify.annotations.NullMarked;
