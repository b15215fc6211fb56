/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the REST APIs of the services are.
 *
 * @param urls base URL by service name, without a slash at the end
 */
public record Peers(Map<String, URI> urls) {

    public Peers {
        urls = Map.copyOf(urls);
    }

    public Optional<URI> of(String service) {
        return Optional.ofNullable(urls.get(service));
    }

    /** Throws ConfigurationException, which ends the process with its message, when the text is not a list of name=url. */
    static Peers parse(String text) {
        Map<String, URI> urls = new LinkedHashMap<>();
        for (String entry : text.split(",", -1)) {
            if (entry.isBlank()) {
                continue;
            }
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw refused(entry, "write name=url, separated by commas");
            }
            String name = entry.substring(0, equals).strip();
            if (urls.put(name, url(entry, entry.substring(equals + 1).strip())) != null) {
                throw refused(entry, "'" + name + "' is given twice");
            }
        }
        return new Peers(urls);
    }

    private static URI url(String entry, String text) {
        String reason = "the URL must start with http:// or https:// and name a host";
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw refused(entry, reason + " (" + e.getMessage() + ")");
        }
        throw refused(entry, reason);
    }

    private static ConfigurationException refused(String entry, String reason) {
        return new ConfigurationException(
                "cascade.peers (CASCADE_PEERS): '" + entry.strip() + "' is refused: " + reason);
    }
}
