/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

/**
 * A column of the referenced key.
 *
 * @param name the column's name as the catalog stores it, unquoted
 * @param type its type, the same on both sides
 */
public record KeyColumn(String name, KeyType type) {}
