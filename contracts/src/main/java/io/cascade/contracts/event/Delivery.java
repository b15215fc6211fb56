/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber did with one event for one relationship.
 *
 * @param event the {@code ce_id} of the event
 * @param rows child rows deleted or changed
 * @param failure why it could not be applied, without any key; null when it was
 */
public record Delivery(UUID event, String relationship, long rows, @Nullable String failure) {}
