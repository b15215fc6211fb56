/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import io.cascade.quarkus.config.CascadeConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Whose tokens count.
 *
 * @param issuer what a token has to say as {@code iss}
 * @param jwks where the issuer publishes its keys
 * @param audience what has to be among a token's {@code aud}
 * @param rolesClaim where a token has its roles: a claim's name, or a path of names with dots
 */
record TokenSettings(String issuer, URI jwks, String audience, String rolesClaim) {

    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "[::1]");

    /** Throws ConfigurationException, which ends the process with its message, when something is missing or wrong. */
    static TokenSettings of(CascadeConfig config) {
        return of(config.authIssuer(), config.authJwksUrl(), config.authAudience(), config.authRolesClaim());
    }

    static TokenSettings of(Optional<String> issuer, Optional<String> jwks, String audience, String rolesClaim) {
        if (issuer.isEmpty() || jwks.isEmpty()) {
            throw new ConfigurationException((issuer.isEmpty() ? "CASCADE_AUTH_ISSUER" : "CASCADE_AUTH_JWKS_URL")
                    + " is not set. The REST API needs bearer tokens of an OpenID Connect issuer: set CASCADE_AUTH_ISSUER"
                    + " to its name, as in the claim iss, and CASCADE_AUTH_JWKS_URL to where it publishes its keys"
                    + " (jwks_uri in its .well-known/openid-configuration). Where nobody else reaches the service,"
                    + " CASCADE_AUTH=off does without.");
        }
        return new TokenSettings(issuer.get(), url(jwks.get()), audience, rolesClaim);
    }

    /** Whoever can change the keys on their way can make tokens. */
    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            boolean safe = "https".equals(url.getScheme())
                    || "http".equals(url.getScheme()) && THIS_MACHINE.contains(String.valueOf(url.getHost()));
            if (safe && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw refused(text, e.getMessage());
        }
        throw refused(text, "it must start with https://, or http:// on this machine, and name a host");
    }

    private static ConfigurationException refused(String url, String reason) {
        return new ConfigurationException(
                "cascade.auth-jwks-url (CASCADE_AUTH_JWKS_URL): '" + url + "' is refused: " + reason);
    }
}
