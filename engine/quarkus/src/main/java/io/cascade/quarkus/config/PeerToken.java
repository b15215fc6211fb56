/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this service shows to another one that it asks for itself, and not for a caller. Read anew for each request, since tokens do not
 * live long and whoever renews them replaces the file.
 *
 * @param file empty for none
 */
public record PeerToken(Optional<Path> file) {

    private static final Logger LOGGER = LoggerFactory.getLogger(PeerToken.class);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

    /** Without a token the other service may refuse, and says so. */
    public HttpRequest.Builder show(HttpRequest.Builder request) {
        read().ifPresent(token -> request.setHeader("Authorization", "Bearer " + token));
        return request;
    }

    private Optional<String> read() {
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            String token = Files.readString(file.get()).strip();
            if (TOKEN.matcher(token).matches()) {
                return Optional.of(token);
            }
            warn("it holds no token");
        } catch (IOException e) {
            warn(e.toString());
        }
        return Optional.empty();
    }

    private void warn(String reason) {
        LOGGER.atWarn()
                .addKeyValue("reason", reason)
                .log("Other services are asked without a token, as CASCADE_PEER_TOKEN_FILE cannot be used");
    }
}
