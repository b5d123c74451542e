/** Topics as records: a template names the levels, a record holds them. Entry: {@link TopicMapper}. */
@NullMarked
package dev.latido.topics.template;

import org.jspecify.annotations.NullMarked;
