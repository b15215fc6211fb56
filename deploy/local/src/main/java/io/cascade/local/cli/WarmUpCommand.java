/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.connect.ConnectWorker;
import io.cascade.local.host.Ports;
import io.cascade.local.host.PrivateFiles;
import io.cascade.local.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** For the launcher's build: loads the classes of broker and worker, so that the JVM can archive them when this ends. */
@Command(name = "warm-up", hidden = true, description = "Starts Kafka and Kafka Connect, and ends.")
final class WarmUpCommand implements Callable<Integer> {

    WarmUpCommand() {}

    @Override
    public Integer call() throws IOException, ClassNotFoundException {
        Path data = Files.createTempDirectory("cascade-");
        Ports ports = new Ports(Map.of(), data.resolve("ports.properties"));
        try (KafkaBroker kafka =
                        KafkaBroker.start(data.resolve("kafka"), ports.assign("kafka"), ports.assign("controller"));
                ConnectWorker connect = ConnectWorker.start(kafka.bootstrapServers(), ports.assign("connect"))) {
            for (String used : new String[] {
                "io.debezium.connector.postgresql.PostgresConnectorTask",
                "io.debezium.connector.postgresql.connection.PostgresReplicationConnection",
                "io.debezium.transforms.outbox.EventRouter",
                "org.postgresql.Driver",
                "io.zonky.test.db.postgres.embedded.EmbeddedPostgres"
            }) {
                Class.forName(used);
            }
            return connect.url().isAbsolute() ? 0 : 1;
        } finally {
            PrivateFiles.deleteRecursively(data);
        }
    }
}
