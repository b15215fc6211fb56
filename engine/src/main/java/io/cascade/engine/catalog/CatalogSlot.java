/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.catalog;

/**
 * @param database the one that it reads; empty for a physical slot
 * @param ours whether that is the current database
 * @param plugin the output plugin; empty for a physical slot
 * @param lost whether the server has invalidated it
 */
public record CatalogSlot(String name, String database, boolean ours, String plugin, boolean lost) {}
