/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

/**
 * @param enabled {@code pg_trigger.tgenabled}: O, D, R or A
 */
public record CatalogTrigger(String name, char enabled) {}
