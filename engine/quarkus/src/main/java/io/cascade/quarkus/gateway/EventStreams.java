/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import io.cascade.quarkus.problem.Problems;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;

/** Passes streams of events on as they come. Each takes a thread, so there is room for a number of them only. */
@Singleton
class EventStreams {

    static final int MOST = 32;

    private static final int CHUNK = 8192;

    private final Semaphore room = new Semaphore(MOST);

    StreamingOutput passOn(InputStream events) {
        if (room.availablePermits() == 0) {
            close(events);
            throw Problems.unavailable(MOST + " streams of events are being passed on; there is no room for another");
        }
        return output -> {
            try (events) {
                passOn(events, output);
            }
        };
    }

    /** Room is taken only now: an answer that is never written would keep it. Who loses the race for it may come again. */
    private void passOn(InputStream events, OutputStream output) throws IOException {
        if (!room.tryAcquire()) {
            return;
        }
        try {
            copy(events, output);
        } finally {
            room.release();
        }
    }

    /** A reader that has left shows at the next write, at the latest at the peer's next heartbeat. */
    private static void copy(InputStream events, OutputStream output) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int read = events.read(chunk); read >= 0; read = events.read(chunk)) {
            output.write(chunk, 0, read);
            output.flush();
        }
    }

    private static void close(InputStream events) {
        try {
            events.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
