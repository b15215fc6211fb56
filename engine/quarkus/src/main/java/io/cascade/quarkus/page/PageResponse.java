/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.page;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;

/** A page with the way to the next one, also as a {@code Link} header (RFC 8288) for clients that follow those. */
public final class PageResponse {

    /** The query parameter of lists whose places are no ids. */
    public static final String CURSOR = "cursor";

    private static final String AFTER = "after";

    private PageResponse() {}

    public static <T> RestResponse<Page<T>> of(Page<T> page, UriInfo request) {
        return of(page, AFTER, request);
    }

    /** @param parameter the query parameter that takes the place of the last item */
    public static <T> RestResponse<Page<T>> of(Page<T> page, String parameter, UriInfo request) {
        RestResponse.ResponseBuilder<Page<T>> response = RestResponse.ResponseBuilder.ok(page);
        if (page.next() != null) {
            URI next = request.getRequestUriBuilder()
                    .replaceQueryParam(parameter, page.next())
                    .build();
            response.header(HttpHeaders.LINK, "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"");
        }
        return response.build();
    }
}
