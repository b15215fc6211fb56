/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between two parts of the stack, and is the bad network between them when it is told to. */
final class TcpProxy implements AutoCloseable {

    /** What becomes of bytes and connections. */
    enum Mode {
        PASS,
        /** Every read waits before it is passed on. */
        DELAY,
        /** Connections are kept, and nothing goes through: as when a firewall drops packets. */
        SILENT,
        /** Connections are closed, and so is whoever comes. */
        CUT
    }

    private static final int BUFFER = 32 * 1024;

    private final String name;
    private final ServerSocket listener;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Mode mode = Mode.PASS;
    private Duration delay = Duration.ZERO;
    private volatile boolean closed;

    private TcpProxy(String name, ServerSocket listener, int target) {
        this.name = name;
        this.listener = listener;
        this.target = target;
    }

    /**
     * Listens on any free port of the loopback address.
     *
     * @param name for a person, such as {@code parent-service to its PostgreSQL}
     * @param target a port of the loopback address
     */
    static TcpProxy start(String name, int target) {
        try {
            TcpProxy proxy = new TcpProxy(name, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), target);
            daemon("chaos-proxy", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new LocalStackException("no port for a proxy: " + e.getMessage(), e);
        }
    }

    String name() {
        return name;
    }

    int port() {
        return listener.getLocalPort();
    }

    void pass() {
        become(Mode.PASS, Duration.ZERO);
    }

    void delay(Duration each) {
        become(Mode.DELAY, each);
    }

    void silence() {
        become(Mode.SILENT, Duration.ZERO);
    }

    void cut() {
        become(Mode.CUT, Duration.ZERO);
        links.forEach(Link::close);
    }

    /** Ends one direction of each connection that there is, as a peer does that has nothing more to say; the other goes on. */
    void halfClose() {
        links.forEach(Link::halfClose);
    }

    private void become(Mode next, Duration each) {
        lock.lock();
        try {
            mode = next;
            delay = each;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when a piece may go on. */
    private void hold() throws InterruptedException {
        lock.lock();
        try {
            if (mode == Mode.DELAY) {
                long nanos = delay.toNanos();
                while (nanos > 0 && mode == Mode.DELAY) {
                    nanos = changed.awaitNanos(nanos);
                }
            }
            while (mode == Mode.SILENT && !closed) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean refuses() {
        lock.lock();
        try {
            return mode == Mode.CUT;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (refuses()) {
                    client.close();
                } else {
                    daemon("chaos-link", () -> connect(client));
                }
            } catch (IOException e) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            Link link = new Link(client, server);
            links.add(link);
            if (refuses()) {
                link.close();
            }
            daemon("chaos-link", () -> pump(link, client, server));
            pump(link, server, client);
        } catch (IOException nobodyListens) {
            quietly(client);
        }
    }

    private void pump(Link link, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read = in.read(buffer);
            while (read >= 0) {
                hold();
                out.write(buffer, 0, read);
                read = in.read(buffer);
            }
            hold();
            to.shutdownOutput();
        } catch (IOException e) {
            link.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            link.close();
        } finally {
            if (link.ended()) {
                link.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        pass();
        try {
            listener.close();
        } catch (IOException e) {
            throw new LocalStackException("a proxy does not close: " + e.getMessage(), e);
        }
        links.forEach(Link::close);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // Nobody reads it any more.
        }
    }

    private final class Link {

        private final Socket client;
        private final Socket server;

        private Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private boolean ended() {
            return client.isOutputShutdown() && server.isOutputShutdown();
        }

        private void halfClose() {
            try {
                client.shutdownOutput();
            } catch (IOException gone) {
                close();
            }
        }

        private void close() {
            links.remove(this);
            quietly(client);
            quietly(server);
        }
    }
}
