/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * Which loopback port each part listens on: the chosen one, else the one it had the last time, else any free one. Keeping
 * them lets links and open tools survive a restart.
 */
public final class Ports {

    private final Map<String, Integer> chosen;
    private final Path memory;
    private final Properties remembered = new Properties();
    private final Set<Integer> taken = new HashSet<>();

    public Ports(Map<String, Integer> chosen, Path memory) {
        this.chosen = Map.copyOf(chosen);
        this.memory = memory;
        if (Files.exists(memory)) {
            try (Reader reader = Files.newBufferedReader(memory)) {
                remembered.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + memory, e);
            }
        }
        taken.addAll(chosen.values());
    }

    public int assign(String part) {
        int port = chosen.containsKey(part) ? chosenPort(part) : freePort(part);
        taken.add(port);
        remembered.setProperty(part, Integer.toString(port));
        return port;
    }

    /** The port of a program that is not started here, and so may have it already. */
    public int reserve(String part) {
        int last = Integer.parseInt(remembered.getProperty(part, "0"));
        int port = chosen.getOrDefault(part, last == 0 || taken.contains(last) ? freePort(part) : last);
        taken.add(port);
        remembered.setProperty(part, Integer.toString(port));
        return port;
    }

    public void remember() {
        try (StringWriter text = new StringWriter()) {
            remembered.store(text, null);
            PrivateFiles.write(memory, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int chosenPort(String part) {
        int port = chosen.get(part);
        if (!isFree(port)) {
            throw new LocalStackException("Port " + port + ", chosen for " + part
                    + ", is taken by another program. Choose another one (--port " + part
                    + "=PORT) or stop that program.");
        }
        return port;
    }

    private int freePort(String part) {
        int last = Integer.parseInt(remembered.getProperty(part, "0"));
        if (last != 0 && !taken.contains(last) && isFree(last)) {
            return last;
        }
        int port = anyFreePort();
        while (taken.contains(port)) {
            port = anyFreePort();
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }

    /** A port of the loopback address that nobody has just now. */
    public static int anyFreePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
