/**
 * Access rules for Mosquitto and HiveMQ, derived from the hierarchy of topics. Entry: {@link AclPolicy}, which is immutable
 * and thread-safe; its builder is not.
 */
@NullMarked
package dev.latido.topics.acl;

import org.jspecify.annotations.NullMarked;
