/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.embedded;

import io.cascade.local.stack.RunningService;
import io.cascade.local.stack.ServiceReplica;
import io.cascade.testkit.StackService;
import java.net.URI;

record EmbeddedService(RunningService service) implements StackService {

    @Override
    public String name() {
        return service.name();
    }

    @Override
    public URI url() {
        return service.url();
    }

    @Override
    public String jdbcUrl() {
        return service.jdbcUrl();
    }

    @Override
    public String user() {
        return service.user();
    }

    @Override
    public String password() {
        return service.password();
    }

    @Override
    public String superuserJdbcUrl() {
        return service.superuserJdbcUrl();
    }

    @Override
    public String run() {
        return Long.toString(service.process().pid());
    }

    @Override
    public boolean isAlive() {
        return service.process().isAlive();
    }

    @Override
    public void kill() {
        service.kill();
    }

    @Override
    public void stop() {
        service.stop();
    }

    @Override
    public void restart() {
        service.restart();
    }

    @Override
    public Replica addReplica() {
        return new EmbeddedReplica(service.addReplica());
    }

    @Override
    public String toString() {
        return name();
    }

    private record EmbeddedReplica(ServiceReplica replica) implements Replica {

        @Override
        public URI url() {
            return replica.url();
        }

        @Override
        public void kill() {
            replica.kill();
        }

        @Override
        public void close() {
            replica.close();
        }
    }
}
