/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.problem.Problems;
import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * As the generic runner of another service, this process has no table of children. The settings come by providers: filters
 * are made while the application is built, when there are none yet.
 */
@jakarta.ws.rs.ext.Provider
@ChildApi
class ChildApiFilter implements ContainerRequestFilter {

    private final Provider<String> owner;
    private final Provider<CascadeConfig> config;

    ChildApiFilter(
            @ConfigProperty(name = "quarkus.application.name") Provider<String> owner, Provider<CascadeConfig> config) {
        this.owner = owner;
        this.config = config;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String service = config.get().service();
        if (!service.equals(owner.get())) {
            throw Problems.notFound("The /children API belongs to " + owner.get() + "; this process runs " + service);
        }
    }
}
