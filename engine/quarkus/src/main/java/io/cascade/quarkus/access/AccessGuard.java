/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import io.cascade.quarkus.config.CascadeConfig;
import io.cascade.quarkus.problem.Problems;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a request in, or says why not. */
@Singleton
class AccessGuard {

    private static final Logger LOGGER = LoggerFactory.getLogger(AccessGuard.class);

    private static final int BEFORE_THE_ENGINE = 10;
    private static final String SCHEME = "Bearer";
    private static final List<String> THIS_MACHINE = List.of("127.0.0.1", "localhost", "::1");

    private final CascadeConfig config;
    private final String host;
    private volatile @Nullable TokenVerifier verifier;

    AccessGuard(CascadeConfig config, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.config = config;
        this.host = host;
    }

    void start(@Observes @Priority(BEFORE_THE_ENGINE) StartupEvent event) {
        // An installation answers nobody.
        if (config.install() == CascadeConfig.Install.ONLY) {
            return;
        }
        if (config.auth() == CascadeConfig.Auth.ON) {
            verifier = new TokenVerifier(TokenSettings.of(config), TokenVerifier.BETWEEN_REFRESHES);
        } else if (!THIS_MACHINE.contains(host)) {
            LOGGER.atWarn()
                    .addKeyValue("host", host)
                    .log("Whoever reaches this service may read, change and delete everything (CASCADE_AUTH=off)");
        }
    }

    /**
     * Returns when the request may go on.
     *
     * @param authorization the header, if there is one
     * @throws RuntimeException a problem otherwise
     */
    void admit(@Nullable String authorization, Role needed) {
        if (config.auth() == CascadeConfig.Auth.OFF) {
            return;
        }
        TokenVerifier tokens = verifier;
        if (tokens == null) {
            throw Problems.unavailable("The service has not started yet");
        }
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME + " ", 0, SCHEME.length() + 1)) {
            throw Problems.unauthorized("This needs a token, as Authorization: Bearer …", SCHEME);
        }
        Verdict verdict = tokens.verify(authorization.substring(SCHEME.length()).strip());
        if (verdict instanceof Verdict.Refused refused) {
            throw Problems.unauthorized(
                    refused.reason(),
                    SCHEME + " error=\"invalid_token\", error_description=\"" + refused.reason() + "\"");
        }
        if (verdict instanceof Verdict.Genuine genuine) {
            require(genuine.role(), needed);
            return;
        }
        throw Problems.unavailable("The issuer's keys cannot be read, so the token cannot be checked");
    }

    private static void require(Optional<Role> role, Role needed) {
        if (role.filter(held -> held.includes(needed)).isEmpty()) {
            throw Problems.forbidden(
                    "This needs the role " + needed.text() + "; the token has "
                            + role.map(held -> "the role " + held.text()).orElse("no role of this API"),
                    SCHEME + " error=\"insufficient_scope\", scope=\"" + needed.text() + "\"");
        }
    }
}
