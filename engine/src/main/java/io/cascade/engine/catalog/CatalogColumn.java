/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

/**
 * @param type as {@code format_type(oid, NULL)} gives it
 * @param deterministic whether equal values are the same text
 */
public record CatalogColumn(String name, String type, boolean notNull, boolean hasDefault, boolean deterministic) {}
