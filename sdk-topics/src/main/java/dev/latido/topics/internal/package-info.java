/** Text algorithms of the topics module; not API, may change in any release. */
@NullMarked
package dev.latido.topics.internal;

import org.jspecify.annotations.NullMarked;
