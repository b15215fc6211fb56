/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the outbox as it was first written. */
record Outgoing(
        UUID id,
        String topic,
        String recordKey,
        String type,
        String source,
        String subject,
        String payload,
        @Nullable String traceparent) {}
