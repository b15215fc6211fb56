/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSettingsTest {

    private static final Optional<String> ISSUER = Optional.of("https://issuer.example.com");

    @Test
    void withoutAnIssuerTheReasonSaysWhatToDo() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TokenSettings.of(Optional.empty(), Optional.empty(), "cascade", "roles"))
                .withMessageContainingAll(
                        "CASCADE_AUTH_ISSUER is not set", "CASCADE_AUTH_JWKS_URL", "CASCADE_AUTH=off");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TokenSettings.of(ISSUER, Optional.empty(), "cascade", "roles"))
                .withMessageStartingWith("CASCADE_AUTH_JWKS_URL is not set");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://issuer.example.com/jwks", "http://127.0.0.1.example.com", "file:///jwks", "https:", "a b"
            })
    void keysThatOthersCouldChangeOnTheirWayAreRefused(String url) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> TokenSettings.of(ISSUER, Optional.of(url), "cascade", "roles"))
                .withMessageContaining("CASCADE_AUTH_JWKS_URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://issuer.example.com/jwks", "http://127.0.0.1:8080/jwks", "http://[::1]/jwks"})
    void othersAreTaken(String url) {
        assertThat(TokenSettings.of(ISSUER, Optional.of(url), "cascade", "roles")
                        .jwks())
                .hasToString(url);
    }
}
