/**
 * The models that the contracts compare implementations with: {@link dev.latido.contract.internal.PlainOutbox} and
 * {@link dev.latido.contract.internal.SeenHistory}. {@link dev.latido.contract.internal.Rivals} runs tasks on several
 * threads at once. Not API.
 */
@NullMarked
package dev.latido.contract.internal;

import org.jspecify.annotations.NullMarked;
