/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

/**
 * Some keys of one range in a few bytes. Equal for two sets of keys only if they are equal, but for a chance of one in
 * billions of billions.
 *
 * @param range the low bits of the keys' hash, as many as was asked for
 * @param keys how many there are
 * @param xor of the keys' digests
 * @param sum of the same, a number of any length
 */
public record Digest(long range, long keys, long xor, String sum) {}
