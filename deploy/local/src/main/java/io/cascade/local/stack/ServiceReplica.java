/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.service.ServiceProcess;
import java.net.URI;

/** A further process of a service; it has the service's database and contracts, and a port of its own. */
public final class ServiceReplica implements AutoCloseable {

    private final ServiceProcess process;

    ServiceReplica(ServiceProcess process) {
        this.process = process;
    }

    public URI url() {
        return process.url();
    }

    /** Like a node that is lost: no shutdown code runs. */
    public void kill() {
        process.kill();
    }

    /** Ends the process in an orderly way, as a drained node does. */
    @Override
    public void close() {
        process.close();
    }

    ServiceProcess process() {
        return process;
    }
}
