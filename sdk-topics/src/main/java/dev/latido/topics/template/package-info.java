/**
 * Topics as records: a template names the levels, a record holds their values. Entry: {@link TopicMapper}, which is
 * immutable and thread-safe; its builders are not. In a named module, the package of the record must be open to the module
 * {@code dev.latido.topics}.
 */
@NullMarked
package dev.latido.topics.template;

import org.jspecify.annotations.NullMarked;
