/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.postgres.ServiceDatabase;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The whole configuration of a service, whoever runs it. */
record ServiceEnvironment(Path contracts, Addresses addresses, Map<String, Map<String, String>> chosen) {

    /** With the service's own code as a role that may not touch what the engine has. */
    Map<String, String> of(String service, ServiceDatabase database, String bootstrapServers) {
        Map<String, String> environment = ofOneRole(service, database, bootstrapServers);
        environment.putAll(database.roles());
        environment.putAll(chosen.getOrDefault(service, Map.of()));
        return environment;
    }

    /** For a service in development, whose code may also make its tables. */
    Map<String, String> ofOneRole(String service, ServiceDatabase database, String bootstrapServers) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("CASCADE_SERVICE", service);
        environment.put("CASCADE_CONTRACTS", contracts.toString());
        environment.put("CASCADE_PEERS", addresses.peers());
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        environment.put("QUARKUS_DATASOURCE_USERNAME", database.user());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        if (!database.debezium().user().equals(database.user())) {
            environment.put("CASCADE_DEBEZIUM_ROLE", database.debezium().user());
        }
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        // Whoever kills a service here wants to see it go on soon; the least that a broker allows by default.
        environment.put("KAFKA_SESSION_TIMEOUT_MS", "6000");
        // Nobody else reaches it, and there is no issuer of tokens.
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("CASCADE_AUTH", "off");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(addresses.service(service)));
        environment.putAll(chosen.getOrDefault(service, Map.of()));
        return environment;
    }
}
