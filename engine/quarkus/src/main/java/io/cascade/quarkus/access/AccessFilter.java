/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Before every resource method, whoever has written it. The guard comes by a provider: filters are made before there are settings. */
@Singleton
class AccessFilter {

    private final Provider<AccessGuard> guard;

    AccessFilter(Provider<AccessGuard> guard) {
        this.guard = guard;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void check(ContainerRequestContext request, ResourceInfo resource) {
        guard.get()
                .admit(
                        request.getHeaderString(HttpHeaders.AUTHORIZATION),
                        AccessRules.needed(resource.getResourceClass(), resource.getResourceMethod()));
    }
}
