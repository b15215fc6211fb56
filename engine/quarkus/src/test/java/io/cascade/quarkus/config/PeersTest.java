/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeersTest {

    @Test
    void readsNamesAndUrlsWhateverTheSpacingAndTheLastSlash() {
        // When
        Peers peers = Peers.parse(" a-service=http://127.0.0.1:8081/ , b=https://b:443/base,");

        // Then
        assertThat(peers.of("a-service")).contains(URI.create("http://127.0.0.1:8081"));
        assertThat(peers.of("b")).contains(URI.create("https://b:443/base"));
        assertThat(peers.of("c")).isEmpty();
    }

    @Test
    void isEmptyForAnEmptyText() {
        assertThat(Peers.parse("").urls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            http://127.0.0.1:8081        | name=url
            a=127.0.0.1:8081             | http://
            a=ftp://b                    | http://
            a=http://x y                 | Illegal character
            a=http://b,a=http://c        | given twice
            """)
    void refusesWhatIsNoUrlOfAServiceAndSaysWhichSettingItIs(String text, String reason) {
        assertThatThrownBy(() -> Peers.parse(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CASCADE_PEERS")
                .hasMessageContaining(reason);
    }
}
