/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.service;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/**
 * Where a service is to listen.
 *
 * @param port on loopback
 */
public record Listener(int port) {

    private static final int TIMEOUT_MILLIS = 500;

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Whether anybody accepts a connection. */
    public boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }
}
