/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.Ports;
import io.cascade.local.host.RecordedProcesses;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.service.ServiceOptions;
import io.cascade.local.service.ServiceProcess;
import io.cascade.local.service.ServiceReadiness;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service with its database. */
final class ServicePart implements Part {

    private final ServiceOptions options;
    private final ServiceDatabase database;
    private final RecordedProcesses record;
    private final Db db;
    private final FakeClock clock;
    private final List<ServiceProcess> replicas = new CopyOnWriteArrayList<>();
    private ServiceProcess process;

    /** @param clock that the options let it have, or not */
    ServicePart(ServiceOptions options, ServiceDatabase database, RecordedProcesses record, FakeClock clock) {
        this.clock = clock;
        this.options = options;
        this.database = database;
        this.record = record;
        this.db = new Db(database.superuserJdbcUrl());
        this.process = ServiceProcess.start(options, record);
        awaitReady();
    }

    @Override
    public String name() {
        return options.name();
    }

    @Override
    public ProcessHandle process() {
        return process.process().toHandle();
    }

    URI url() {
        return process.url();
    }

    Db db() {
        return db;
    }

    FakeClock clock() {
        return clock;
    }

    ServiceDatabase database() {
        return database;
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void restart() {
        process = ServiceProcess.start(options, record);
        awaitReady();
    }

    void awaitReady() {
        try {
            process.awaitReady(step -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for " + name(), e);
        }
    }

    /** What it waits for, in its own words. */
    String readiness() {
        try {
            return new ServiceReadiness(url()).ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** One more process beside it, as a second pod; returns when it is ready. */
    void addReplica() {
        ServiceProcess replica =
                ServiceProcess.start(options.replica(replicas.size() + 2, Ports.anyFreePort()), record);
        replicas.add(replica);
        try {
            replica.awaitReady(step -> {});
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for " + name(), e);
        }
    }

    void killReplicas() {
        replicas.forEach(ServiceProcess::kill);
        replicas.clear();
    }

    @Override
    public void close() {
        killReplicas();
        Signals.thaw(process());
        process.close();
    }
}
