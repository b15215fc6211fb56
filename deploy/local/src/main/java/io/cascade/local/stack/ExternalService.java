/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.connect.ConnectRest;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.postgres.ServiceDatabase;
import io.cascade.local.service.Listener;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service that somebody else runs, such as a developer from an IDE. The stack has its database and its address, and streams
 * its outbox from the moment that it has made publication and slot. What it does meanwhile is told, and waited for by nobody.
 */
public final class ExternalService implements AutoCloseable {

    private static final long PAUSE_MILLIS = 250;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 5000;
    private static final long STOP_SECONDS = 5;

    private final OutboxConnector connector;
    private final Listener listener;
    private final Map<String, String> environment;
    private final ConnectRest connect;
    private final Progress progress;
    private final Thread watcher;
    private boolean listens;
    private volatile boolean registered;
    private String complaint = "";

    ExternalService(
            OutboxConnector connector,
            int port,
            Map<String, String> environment,
            ConnectRest connect,
            Progress progress) {
        this.connector = connector;
        this.listener = new Listener(port);
        this.environment = Map.copyOf(environment);
        this.connect = connect;
        this.progress = progress;
        this.watcher = new Thread(this::run, "cascade-watch-" + connector.service());
        watcher.setDaemon(true);
    }

    public String name() {
        return connector.service();
    }

    /** Where the other services expect it. */
    public URI url() {
        return listener.url();
    }

    public String jdbcUrl() {
        return database().jdbcUrl();
    }

    public String user() {
        return database().user();
    }

    public String password() {
        return database().password();
    }

    /** With user and password of the server's superuser. */
    public String superuserJdbcUrl() {
        return database().superuserJdbcUrl();
    }

    /** All that its process has to know, as the stack would have told it. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Whether its outbox has been found, and reaches Kafka from then on. */
    public boolean streams() {
        return registered;
    }

    void watch() {
        progress.report(name(), "yours to run, on " + url());
        watcher.start();
    }

    private void run() {
        try {
            while (true) {
                tellWhetherItListens();
                TimeUnit.MILLISECONDS.sleep(registered || register() ? PAUSE_MILLIS : PAUSE_AFTER_FAILURE_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * By a connection and no request: a service in development may take a request as the sign to look for changed sources.
     */
    private void tellWhetherItListens() {
        boolean now = listener.listens();
        if (now != listens) {
            listens = now;
            progress.report(name(), now ? "listens on " + url() : "is away");
        }
    }

    /** The connector, once there is something to read; false if that failed, after which it is tried again. */
    private boolean register() {
        try {
            if (database().isInstalled()) {
                connector.register(connect);
                registered = true;
                progress.report(name(), "outbox streams");
            }
            return true;
        } catch (LocalStackException e) {
            complain(String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** Once, although it is tried again and again. */
    private void complain(String message) {
        if (!message.equals(complaint) && !Thread.currentThread().isInterrupted()) {
            complaint = message;
            progress.report(name(), message);
        }
    }

    private ServiceDatabase database() {
        return connector.database();
    }

    @Override
    public void close() {
        watcher.interrupt();
        try {
            watcher.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
