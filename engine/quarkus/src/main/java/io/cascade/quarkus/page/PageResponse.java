/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.page;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/** A page with the way to the next one, also as a {@code Link} header (RFC 8288) for clients that follow those. */
public final class PageResponse {

    private PageResponse() {}

    public static <T> RestResponse<Page<T>> of(Page<T> page, UriInfo request) {
        RestResponse.ResponseBuilder<Page<T>> response = RestResponse.ResponseBuilder.ok(page);
        if (page.next() != null) {
            URI next = request.getRequestUriBuilder()
                    .replaceQueryParam("after", page.next())
                    .build();
            response.header(HttpHeaders.LINK, "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
        return response.build();
    }
}
