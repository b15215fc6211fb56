/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.stack.LocalStack;
import java.util.concurrent.atomic.AtomicLong;

/** Practice without Debezium: somebody looks into the outbox every now and then. */
public final class PollingOutbox extends OutboxPractice {

    public static final String NAME = "polling outbox";

    private static final String OUTBOX =
            """
            CREATE TABLE outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                event_id uuid NOT NULL DEFAULT gen_random_uuid(), record_key text NOT NULL, payload text NOT NULL)
            """;

    private static final String PUBLISH =
            "INSERT INTO outbox (record_key, payload) SELECT id::text, '{\"id\": ' || id || '}' FROM deleted";

    private final AtomicLong sent = new AtomicLong();

    public PollingOutbox(LocalStack stack, String prefix) {
        super(stack, prefix, OUTBOX, PUBLISH);
        background().run(prefix + "-poller", () -> new OutboxPoller(parents(), bootstrapServers(), topic(), sent));
        startConsumers();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** What is still in the outbox will be. */
    @Override
    long published() {
        return sent.get() + parents().number("SELECT count(*) FROM outbox");
    }
}
