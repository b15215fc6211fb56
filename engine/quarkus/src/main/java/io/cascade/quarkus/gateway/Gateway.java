/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import io.cascade.quarkus.gateway.PeerAnswer.Body;
import io.cascade.quarkus.problem.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Forwards a request of the admin API to the service that it names. No open proxy: what is not listed does not pass. */
@Singleton
class Gateway {

    private static final List<String> REQUEST_HEADERS =
            List.of(HttpHeaders.ACCEPT, HttpHeaders.CONTENT_TYPE, HttpHeaders.AUTHORIZATION, "traceparent");
    private static final List<String> ANSWER_HEADERS = List.of(
            HttpHeaders.CONTENT_TYPE, HttpHeaders.RETRY_AFTER, HttpHeaders.CACHE_CONTROL, HttpHeaders.WWW_AUTHENTICATE);

    private final ServiceDirectory services;
    private final PeerClient client;
    private final EventStreams streams;

    Gateway(ServiceDirectory services, PeerClient client, EventStreams streams) {
        this.services = services;
        this.client = client;
        this.streams = streams;
    }

    Response forward(
            String method, String service, String path, UriInfo uri, HttpHeaders headers, byte @Nullable [] content) {
        if (!services.knows(service)) {
            throw Problems.notFound("No relationship names a service '" + service + "'; GET /services lists them");
        }
        if (!GatewayPaths.forwards(method, path)) {
            throw Problems.notFound("Through /services, " + method + " of this path of " + service
                    + " is not forwarded; GET /q/openapi says which are");
        }
        URI peer = services.url(service).orElseThrow(() -> withoutUrl(service));
        String query = uri.getRequestUri().getRawQuery();
        URI target = URI.create(peer + "/" + path + (query == null ? "" : "?" + query));
        try {
            return response(service, peer, client.send(service, method, target, forwarded(headers), content));
        } catch (PeerException e) {
            throw problem(service, e);
        }
    }

    private static Map<String, String> forwarded(HttpHeaders headers) {
        Map<String, String> forwarded = new LinkedHashMap<>();
        for (String name : REQUEST_HEADERS) {
            String value = headers.getHeaderString(name);
            if (value != null && !value.isBlank()) {
                forwarded.put(name, value);
            }
        }
        return forwarded;
    }

    private Response response(String service, URI peer, PeerAnswer answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        ANSWER_HEADERS.forEach(
                name -> answer.headers().firstValue(name).ifPresent(value -> response.header(name, value)));
        LinkRewrite links = new LinkRewrite(service, peer);
        answer.headers()
                .allValues(HttpHeaders.LINK)
                .forEach(link -> response.header(HttpHeaders.LINK, links.rewrite(link)));
        if (answer.body() instanceof Body.Events events) {
            return response.entity(streams.passOn(events.stream())).build();
        }
        byte[] bytes = ((Body.Whole) answer.body()).bytes();
        return (bytes.length == 0 ? response : response.entity(bytes)).build();
    }

    private static HttpProblem withoutUrl(String service) {
        return Problems.gateway(
                Response.Status.BAD_GATEWAY,
                "service-without-url",
                "The address of a service is not known",
                "CASCADE_PEERS of this service has no URL for " + service);
    }

    private static HttpProblem problem(String service, PeerException failure) {
        return switch (failure.kind()) {
            case AWAY -> Problems.unavailable(failure.getMessage());
            case LATE ->
                Problems.gateway(
                        Response.Status.GATEWAY_TIMEOUT,
                        "service-late",
                        "A service did not answer in time",
                        failure.getMessage());
            case BROKEN ->
                Problems.gateway(
                        Response.Status.BAD_GATEWAY,
                        "service-broken",
                        "A service gave no whole answer",
                        failure.getMessage());
        };
    }
}
