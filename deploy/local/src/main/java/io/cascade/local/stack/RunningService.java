/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.Ports;
import io.cascade.local.host.RecordedProcesses;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.service.ServiceOptions;
import io.cascade.local.service.ServiceProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service of the stack. Its address and database stay the same through any number of restarts. */
public final class RunningService implements AutoCloseable {

    private final ServiceOptions options;
    private final ServiceDatabase database;
    private final RecordedProcesses record;
    private final Progress progress;
    private final List<ServiceReplica> replicas = new ArrayList<>();
    private ServiceProcess process;

    RunningService(ServiceOptions options, ServiceDatabase database, RecordedProcesses record, Progress progress) {
        this.options = options;
        this.database = database;
        this.record = record;
        this.progress = progress;
        this.process = ServiceProcess.start(options, record);
    }

    public String name() {
        return options.name();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + options.port());
    }

    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    public String user() {
        return database.user();
    }

    public String password() {
        return database.password();
    }

    /** With user and password of the server's superuser, for what no service may do. */
    public String superuserJdbcUrl() {
        return database.superuserJdbcUrl();
    }

    /** The logical replication slot that Debezium reads. */
    public String slot() {
        return database.slot();
    }

    public Path log() {
        return options.log();
    }

    public synchronized Process process() {
        return process.process();
    }

    /** Like a power cut for the service: no shutdown code runs. */
    public synchronized void kill() {
        process.kill();
    }

    /** Ends the service in an orderly way. */
    public synchronized void stop() {
        process.close();
    }

    /** Runs the service again, where it was, after {@link #kill()} or {@link #stop()}; returns once it is ready. */
    public void restart() {
        synchronized (this) {
            process.close();
            process = ServiceProcess.start(options, record);
        }
        awaitReady();
    }

    /**
     * One more process of the service on the same database, as a second pod of a deployment is; returns once it is ready. It
     * ends with the stack at the latest.
     */
    public ServiceReplica addReplica() {
        ServiceReplica replica;
        synchronized (this) {
            ServiceOptions other = options.replica(replicas.size() + 2, Ports.anyFreePort());
            replica = new ServiceReplica(ServiceProcess.start(other, record));
            replicas.add(replica);
        }
        awaitReady(replica.process());
        return replica;
    }

    void awaitReady() {
        ServiceProcess current;
        synchronized (this) {
            current = process;
        }
        awaitReady(current);
    }

    private void awaitReady(ServiceProcess current) {
        try {
            current.awaitReady(step -> progress.report(name(), step));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted while waiting for " + name(), e);
        }
    }

    ServiceDatabase database() {
        return database;
    }

    @Override
    public synchronized void close() {
        replicas.forEach(ServiceReplica::close);
        stop();
    }
}
