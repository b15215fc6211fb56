/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import java.io.InputStream;
import java.net.http.HttpHeaders;

/** What a peer has answered. */
record PeerAnswer(int status, HttpHeaders headers, Body body) {

    sealed interface Body {

        record Whole(byte[] bytes) implements Body {}

        /** A stream of events, which goes on for as long as the peer and the reader wish. */
        record Events(InputStream stream) implements Body {}
    }
}
