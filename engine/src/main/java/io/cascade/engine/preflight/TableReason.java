/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import io.cascade.contracts.Relationship;

/**
 * Why a relationship cannot be enforced, or is not.
 *
 * @param text the reason with the relationship's source, and after a semicolon what to do about it
 */
public record TableReason(Relationship relationship, String text) {}
