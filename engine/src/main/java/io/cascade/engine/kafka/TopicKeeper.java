/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.kafka;

import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a topic again that somebody has deleted while the service runs. The connector would wait for it for ever, and with it the
 * whole log of its database. What was in the topic is not in the new one: deletes that nobody has acknowledged are published again by the
 * watchdog, and keys that are missing are found by the drift check.
 */
public final class TopicKeeper implements Runnable {

    /** Short beside the five minutes after which the watchdog publishes again, long for a request of a few bytes. */
    public static final Duration EVERY = Duration.ofSeconds(20);

    private static final Logger LOGGER = LoggerFactory.getLogger(TopicKeeper.class);

    private final TopicProvisioner provisioner;
    private final Set<String> topics;
    private String trouble = "";

    /** @param topics that have to exist */
    public TopicKeeper(TopicProvisioner provisioner, Set<String> topics) {
        this.provisioner = provisioner;
        this.topics = Set.copyOf(topics);
    }

    /** One look. What fails is logged once and tried again next time. */
    @Override
    public void run() {
        try {
            Set<String> missing = provisioner.provide(topics);
            if (!missing.isEmpty()) {
                LOGGER.atWarn()
                        .addKeyValue("topics", missing)
                        .log("Topics were gone and have been made again, without what was in them");
            }
            trouble = "";
        } catch (RuntimeException e) {
            String failure = Failures.describe(e);
            if (!failure.equals(trouble) && !Thread.currentThread().isInterrupted()) {
                trouble = failure;
                LOGGER.atWarn().addKeyValue("error", failure).log("It could not be seen whether all topics exist");
            }
        }
    }
}
