/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends one record and waits until the broker has it: for what is rare and must not be lost. */
public final class SyncSender implements Consumer<ProducerRecord<byte[], byte[]>> {

    private final Producer<byte[], byte[]> producer;

    public SyncSender(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void accept(ProducerRecord<byte[], byte[]> message) {
        try {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic " + message.topic() + " cannot be written", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while writing to " + message.topic(), e);
        }
    }
}
