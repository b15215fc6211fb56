/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.watch;

import java.time.Duration;

/** Why a delete does not come to its end, as far as its publisher can see. The first that applies is the likely one. */
public sealed interface Cause {

    /** For a person; names of services, groups and topics, and never a key. */
    String words();

    /** Nothing is known of the way yet, or not any more. */
    record NotLooked() implements Cause {
        @Override
        public String words() {
            return "unknown: nobody has looked yet";
        }
    }

    /** @param status lost or missing */
    record SlotGone(String service, String status) implements Cause {
        @Override
        public String words() {
            return "connector down: the replication slot of " + service + " is " + status
                    + ", so events are not published";
        }
    }

    record KafkaUnreachable() implements Cause {
        @Override
        public String words() {
            return "Kafka does not answer";
        }
    }

    record ConnectorDown(String service) implements Cause {
        @Override
        public String words() {
            return "connector down: nobody reads the replication slot of " + service;
        }
    }

    /** @param age of the oldest that may not have left */
    record ConnectorBehind(String service, Duration age) implements Cause {
        @Override
        public String words() {
            return "connector behind: what " + service + " wrote " + age.toSeconds()
                    + " s ago may not be published yet";
        }
    }

    record ConsumerDown(String service) implements Cause {
        @Override
        public String words() {
            return "consumer down: no instance of " + service + " reads its topics";
        }
    }

    record ConsumerBehind(String service, String topic, long records) implements Cause {
        @Override
        public String words() {
            return "consumer behind: " + service + " has " + records + " records of " + topic
                    + " to read: it is busy, or its database refuses them for now";
        }
    }

    record ReportsUnread(String service, long records) implements Cause {
        @Override
        public String words() {
            return "reports behind: " + service + " has " + records + " reports to read";
        }
    }

    /** The consumer has read everything, and no report has come. */
    record Silent(String service) implements Cause {
        @Override
        public String words() {
            return "no report: " + service
                    + " has read everything; a transaction there may hold a key, its own connector"
                    + " may be down, or event or report are lost and will be published again";
        }
    }

    /** Kafka does not let this service see the consumer group. */
    record Hidden(String group) implements Cause {
        @Override
        public String words() {
            return "unknown: Kafka does not show the consumer group " + group + " to this service";
        }
    }

    /** Its deliveries were owed before the contracts changed; nobody will answer. */
    record NotContracted(String relationship) implements Cause {
        @Override
        public String words() {
            return "not contracted: " + relationship + " is in no contract of this service, so nobody answers for it";
        }
    }

    /** All is applied there, and something that this deleted is not at its end. */
    record Below(String service) implements Cause {
        @Override
        public String words() {
            return "below: applied by " + service + ", which waits for the services below it";
        }
    }
}
