/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.brake;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.engine.EngineListener;
import io.cascade.engine.testing.TestService;
import java.time.Duration;
import java.util.UUID;

/** A database with a replication slot that nobody reads, which retains log, and the brake that has seen it. */
public final class SufferingDatabase implements AutoCloseable {

    private final String slot = "brake_" + UUID.randomUUID().toString().replace("-", "");
    private final TestService service;
    private final Brake brake;

    public SufferingDatabase(TestService service, int rowsPerSecond) {
        this(service, rowsPerSecond, EngineListener.NONE);
    }

    SufferingDatabase(TestService service, int rowsPerSecond, EngineListener listener) {
        this.service = service;
        this.brake = new Brake(service.dsl(), new BrakeSettings(Duration.ZERO, 1, 0, rowsPerSecond), listener);
        service.dsl().fetch("SELECT pg_create_physical_replication_slot(?, true)", slot);
        service.dsl().fetch("SELECT pg_logical_emit_message(true, 'test', 'retained')");
        brake.look();
        assertThat(brake.strains()).containsExactly(Strain.WAL);
    }

    public Brake brake() {
        return brake;
    }

    @Override
    public void close() {
        brake.close();
        service.dsl().fetch("SELECT pg_drop_replication_slot(?)", slot);
    }
}
