/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final int PATIENCE = 10_000;

    private ServerSocket server;
    private TcpProxy proxy;
    private Socket client;
    private Socket accepted;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.start("test", server.getLocalPort());
        client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        accepted = server.accept();
        client.setSoTimeout(PATIENCE);
        accepted.setSoTimeout(PATIENCE);
        // Only what has gone through shows that the proxy knows both ends.
        client.getOutputStream().write(0);
        assertThat(accepted.getInputStream().read()).isZero();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        accepted.close();
        proxy.close();
        server.close();
    }

    @Test
    void passesBytesBothWays() throws IOException {
        // When
        client.getOutputStream().write(1);
        accepted.getOutputStream().write(2);

        // Then
        assertThat(accepted.getInputStream().read()).isEqualTo(1);
        assertThat(client.getInputStream().read()).isEqualTo(2);
    }

    @Test
    void keepsBytesWhileItIsSilentAndLosesNone() throws IOException {
        // Given
        proxy.silence();
        client.getOutputStream().write(1);
        accepted.setSoTimeout(200);
        assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        // When
        proxy.pass();

        // Then
        accepted.setSoTimeout(PATIENCE);
        assertThat(accepted.getInputStream().read()).isEqualTo(1);
    }

    @Test
    void closesConnectionsAndRefusesNewOnesWhileItIsCut() throws IOException {
        // When
        proxy.cut();

        // Then
        assertThat(endOf(client)).isTrue();
        assertThat(endOf(accepted)).isTrue();
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            other.setSoTimeout(PATIENCE);
            assertThat(endOf(other)).isTrue();
        }
    }

    @Test
    void endsOneDirectionOnly() throws IOException {
        // When
        proxy.halfClose();

        // Then
        assertThat(endOf(client)).isTrue();
        client.getOutputStream().write(3);
        assertThat(accepted.getInputStream().read()).isEqualTo(3);
    }

    private static boolean endOf(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }
}
