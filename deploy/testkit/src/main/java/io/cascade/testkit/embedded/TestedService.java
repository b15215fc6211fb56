/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.embedded;

import io.cascade.local.stack.ExternalService;
import io.cascade.testkit.StackService;
import java.net.URI;

/** A service that the test runs itself: it has a database and an address, and nobody else starts or ends it. */
record TestedService(ExternalService service) implements StackService {

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
        throw notOurs();
    }

    @Override
    public boolean isAlive() {
        throw notOurs();
    }

    @Override
    public void kill() {
        throw notOurs();
    }

    @Override
    public void stop() {
        throw notOurs();
    }

    @Override
    public void restart() {
        throw notOurs();
    }

    @Override
    public Replica addReplica() {
        throw notOurs();
    }

    private UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException("the test runs " + name() + " itself");
    }
}
