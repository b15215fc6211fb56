/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferencesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "wait=5 | false | 5",
                "Wait = 5 | false | 5",
                "wait=\"5\" | false | 5",
                "respond-async, wait=10 | true | 10",
                "respond-async;foo=\"a, b\", wait=10;x | true | 10",
                "wait=1, wait=2 | false | 1",
                "return=minimal; foo=bar, RESPOND-ASYNC | true | ",
                "respond-async=\"\" | true | ",
                "foo=\"a, wait=3\" | false | ",
                "wait=99999999999999999999 | false | 2147483647",
            })
    void readsWhatIsPreferred(String header, boolean respondAsync, Integer seconds) {
        assertThat(Preferences.of(List.of(header))).isEqualTo(new Preferences(respondAsync, seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",,,",
                "wait",
                "wait=",
                "wait=-1",
                "wait=soon",
                "wait=1 2",
                "=5",
                "\"",
                "respond-async=yes",
                "wait=1.5"
            })
    void ignoresWhatIsMalformed(String header) {
        assertThat(Preferences.of(List.of(header))).isEqualTo(new Preferences(false, null));
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(Preferences.of(List.of("respond-async", "wait=3", "wait=4"))).isEqualTo(new Preferences(true, 3));
        assertThat(Preferences.of(null)).isEqualTo(new Preferences(false, null));
    }
}
