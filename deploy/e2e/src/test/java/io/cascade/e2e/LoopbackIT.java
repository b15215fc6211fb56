/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cascade.testkit.StackCondition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tries to get into the local stack from outside, where nobody is asked for a token. */
@ExtendWith({StackCondition.class, Family.class})
@DisabledIfSystemProperty(
        named = "cascade.stack",
        matches = "containers",
        disabledReason = "Docker publishes some ports of the test's containers to everybody")
class LoopbackIT {

    private static final int PATIENCE_MILLIS = 2000;

    @Test
    void nothingOfItIsReachedByAnotherAddressOfThisMachine(Stack stack) throws SocketException {
        // Given
        List<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
        assumeThat(outside).as("addresses that others could reach").isNotEmpty();
        Map<String, Integer> ports = ports(stack);

        // Then
        assertThat(ports).hasSize(8);
        ports.forEach((part, port) -> {
            assertThat(connects(InetAddress.getLoopbackAddress(), port))
                    .as(part)
                    .isTrue();
            outside.forEach(address -> assertThat(connects(address, port))
                    .as("%s at %s", part, address)
                    .isFalse());
        });
    }

    private static Map<String, Integer> ports(Stack stack) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String name : stack.running().services()) {
            ports.put(name, stack.service(name).url().getPort());
            ports.put(
                    "database of " + name,
                    URI.create(stack.service(name).jdbcUrl().substring("jdbc:".length()))
                            .getPort());
        }
        ports.put("Kafka", Integer.valueOf(stack.running().bootstrapServers().replaceFirst(".*:", "")));
        ports.put("Kafka Connect", stack.running().connectUrl().getPort());
        return ports;
    }

    private static boolean connects(InetAddress address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
