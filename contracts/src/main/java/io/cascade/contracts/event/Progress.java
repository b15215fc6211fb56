/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.UUID;

/**
 * A subscriber says that it is at work on an event that takes long.
 *
 * @param event the {@code ce_id} of the event
 * @param rows child rows deleted or changed so far, at this level
 */
public record Progress(UUID event, String relationship, long rows) {}
