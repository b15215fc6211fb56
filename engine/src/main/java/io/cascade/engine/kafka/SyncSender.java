/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends one record and waits until the broker has it: for what is rare and must not be lost. */
public final class SyncSender implements Consumer<ProducerRecord<byte[], byte[]>>, AutoCloseable {

    private final Supplier<Producer<byte[], byte[]>> producers;
    private @Nullable Producer<byte[], byte[]> current;

    /** @param producers makes the one that sends when it is first needed, and others in its place */
    public SyncSender(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    @Override
    public void accept(ProducerRecord<byte[], byte[]> message) {
        try {
            producer().send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic " + message.topic() + " cannot be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing to " + message.topic(), e);
        }
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (current == null) {
            current = producers.get();
        }
        return current;
    }

    /** Whoever is sending fails; the next to send does so by another producer. Also the way to end it. */
    @Override
    public synchronized void close() {
        Producer<byte[], byte[]> before = current;
        current = null;
        if (before != null) {
            before.close(Duration.ZERO);
        }
    }
}
