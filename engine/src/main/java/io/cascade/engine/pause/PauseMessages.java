/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.pause;

import io.cascade.contracts.event.EventCodec;
import io.cascade.contracts.event.EventType;
import io.cascade.contracts.event.Pause;
import io.cascade.engine.install.Ddl;
import io.cascade.engine.outbox.PublisherMessages;
import org.jooq.DSLContext;

/** How a pause is told upwards, in the transaction that it is noted in. */
final class PauseMessages {

    private PauseMessages() {}

    static void send(DSLContext tx, String service, String publisher, Pause pause) {
        Ddl.execute(
                tx,
                PublisherMessages.insert(service, publisher, EventType.RELATIONSHIPS_PAUSED, EventCodec.write(pause)));
    }
}
