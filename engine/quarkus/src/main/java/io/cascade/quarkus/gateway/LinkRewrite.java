/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A peer's {@code Link} headers (RFC 8288) name its own paths; here they have to lead through the gateway. */
final class LinkRewrite {

    private static final Pattern TARGET = Pattern.compile("<([^>]*)>");
    private static final String GATEWAY = "/services/";

    private final String service;
    private final String peer;

    LinkRewrite(String service, URI peer) {
        this.service = service;
        this.peer = peer.toString();
    }

    String rewrite(String header) {
        return TARGET.matcher(header).replaceAll(match -> Matcher.quoteReplacement("<" + target(match.group(1)) + ">"));
    }

    /** A link that goes through the peer's gateway is as good through this one: services have the same contracts. */
    private String target(String target) {
        String path = target.startsWith(peer + "/") ? target.substring(peer.length()) : target;
        boolean own = path.startsWith("/") && !path.startsWith("//") && !path.startsWith(GATEWAY);
        return own ? GATEWAY + service + path : path;
    }
}
