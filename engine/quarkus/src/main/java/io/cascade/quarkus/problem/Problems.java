/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;

/** The problems that resources raise. Those that a program may want to tell apart have a type of their own. */
public final class Problems {

    /** What RFC 9457 gives to problems that the status code describes well enough. */
    static final URI BLANK = URI.create("about:blank");

    private static final String TYPE = "urn:cascade:problem:";

    /** Long enough for replication to catch up, short enough not to be noticed by a person. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private Problems() {}

    public static HttpProblem badRequest(String detail) {
        return plain(Status.BAD_REQUEST, detail).build();
    }

    /** @param challenge the {@code WWW-Authenticate} header, which says what would do (RFC 6750) */
    public static HttpProblem unauthorized(String detail, String challenge) {
        return plain(Status.UNAUTHORIZED, detail)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    /** @param challenge likewise */
    public static HttpProblem forbidden(String detail, String challenge) {
        return plain(Status.FORBIDDEN, detail)
                .withHeader(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    public static HttpProblem notFound(String detail) {
        return plain(Status.NOT_FOUND, detail).build();
    }

    /**
     * A refusal for the state of the data.
     *
     * @param type last part of the type's URN
     * @param title the same for all problems of the type
     */
    public static HttpProblem.Builder conflict(String type, String title, String detail) {
        return plain(Status.CONFLICT, detail).withType(URI.create(TYPE + type)).withTitle(title);
    }

    /** Not now, but perhaps in a moment. */
    public static HttpProblem unavailable(String detail) {
        return plain(Status.SERVICE_UNAVAILABLE, detail)
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /**
     * What is asked for lies with another service, which gave no answer.
     *
     * @param type last part of the type's URN
     * @param title the same for all problems of the type
     */
    public static HttpProblem gateway(Status status, String type, String title, String detail) {
        return plain(status, detail)
                .withType(URI.create(TYPE + type))
                .withTitle(title)
                .build();
    }

    private static HttpProblem.Builder plain(Status status, String detail) {
        return HttpProblem.builder()
                .withType(BLANK)
                .withTitle(status.getReasonPhrase())
                .withStatus(status)
                .withDetail(detail);
    }
}
