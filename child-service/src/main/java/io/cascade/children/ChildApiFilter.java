/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.problem.Problems;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** As the generic runner of another service, this process has no table of children. */
@Provider
@ChildApi
class ChildApiFilter implements ContainerRequestFilter {

    private final String owner;
    private final String service;

    ChildApiFilter(@ConfigProperty(name = "quarkus.application.name") String owner, CascadeConfig config) {
        this.owner = owner;
        this.service = config.service();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!service.equals(owner)) {
            throw Problems.notFound("The /children API belongs to " + owner + "; this process runs " + service);
        }
    }
}
