/** Access rules for brokers, derived from the hierarchy of topics. Entry: {@link AclPolicy}. */
@NullMarked
package dev.latido.topics.acl;

import org.jspecify.annotations.NullMarked;
