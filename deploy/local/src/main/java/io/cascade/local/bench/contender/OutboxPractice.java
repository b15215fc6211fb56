/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.contender;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.stack.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * What teams write by hand: an outbox row for each deleted parent, a topic, and a consumer that handles one event a transaction.
 * How rows get to the topic is what differs.
 */
abstract class OutboxPractice implements Contender {

    /** As many as child-service has. */
    private static final int CONSUMERS = 2;
    /** As many as a topic of the stack has. */
    private static final int PARTITIONS = 4;

    private static final String TRIGGER =
            """
            CREATE FUNCTION publish() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                %s;
                RETURN NULL;
            END
            $$;
            CREATE TRIGGER publish AFTER DELETE ON parents REFERENCING OLD TABLE AS deleted
                FOR EACH STATEMENT EXECUTE FUNCTION publish()
            """;

    private final BenchServer server;
    private final String bootstrapServers;
    private final String prefix;
    private final Database parents;
    private final Database children;
    private final Background background = new Background();

    /**
     * The tables, and a topic that nobody has used before.
     *
     * @param prefix of the names of databases and topic
     * @param outbox statement that creates it
     * @param publish statement that fills it, from the rows {@code deleted}
     */
    OutboxPractice(LocalStack stack, String prefix, String outbox, String publish) {
        this.server = BenchServer.of(stack);
        this.bootstrapServers = stack.bootstrapServers();
        this.prefix = prefix;
        parents = server.create(parentsName());
        children = server.create(childrenName());
        parents.run(Tables.PARENTS, outbox, TRIGGER.formatted(publish));
        children.run(Tables.CHILDREN, EventConsumer.INBOX);
        createTopic();
    }

    private void createTopic() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic(), Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new LocalStackException("the topic " + topic() + " cannot be created: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }

    /** For the end of a constructor, when everything is there. */
    final void startConsumers() {
        for (int i = 1; i <= CONSUMERS; i++) {
            background.run(prefix + "-consumer-" + i, () -> new EventConsumer(children, bootstrapServers, topic()));
        }
    }

    final String topic() {
        return prefix;
    }

    final String parentsName() {
        return prefix + "_parents";
    }

    private String childrenName() {
        return prefix + "_children";
    }

    final BenchServer server() {
        return server;
    }

    final String bootstrapServers() {
        return bootstrapServers;
    }

    final Background background() {
        return background;
    }

    /** How many events there have been. */
    abstract long published();

    @Override
    public final Database parents() {
        return parents;
    }

    @Override
    public final Database children() {
        return children;
    }

    @Override
    public final void awaitQuiet() {
        Waiting.until("all events are consumed", () -> {
            check();
            return children.number("SELECT count(*) FROM inbox") == published();
        });
    }

    @Override
    public final void check() {
        background.check();
    }

    @Override
    public void close() {
        background.close();
        parents.close();
        children.close();
        server.drop(parentsName());
        server.drop(childrenName());
    }
}
