/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.KeyColumn;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.contracts.Topics;
import io.cascade.oracle.graph.Graph;
import io.cascade.oracle.graph.SqlText;
import io.cascade.oracle.run.Sessions;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What must hold at quiescence beside the rows: no failed delivery, no dead letter, key replicas equal to the parents' keys. */
final class Complaints {

    private final Map<String, Sessions> databases;
    private final Contracts contracts;

    Complaints(Map<String, Sessions> databases, Contracts contracts) {
        this.databases = databases;
        this.contracts = contracts;
    }

    List<String> of(Graph graph) {
        List<String> complaints = new ArrayList<>();
        for (Relationship relationship : contracts.relationships()) {
            Sessions parents = database(relationship.parent().service());
            Sessions children = database(relationship.child().service());
            values(
                            parents,
                            "SELECT coalesce(reason, state) FROM cascade.delivery WHERE state <> 'settled'"
                                    + " AND relationship = " + SqlText.literal(relationship.name()))
                    .forEach(reason -> complaints.add("a delivery of " + relationship.name() + ": " + reason));
            values(
                            children,
                            "SELECT reason FROM cascade.dead_letter WHERE topic = "
                                    + SqlText.literal(Topics.keys(
                                            relationship.parent().service(),
                                            relationship.parent().table())))
                    .forEach(reason -> complaints.add("a dead letter of " + relationship.name() + ": " + reason));
            if (relationship.check() == io.cascade.contracts.Check.STRICT) {
                replica(relationship, parents, children, complaints);
            }
        }
        return complaints;
    }

    private static void replica(
            Relationship relationship, Sessions parents, Sessions children, List<String> complaints) {
        String key = relationship.parent().key().stream()
                .map(KeyColumn::name)
                .map(SqlText::identifier)
                .collect(Collectors.joining(", "));
        String present = relationship.parent().key().stream()
                .map(column -> SqlText.identifier(column.name()) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        List<String> replicas = values(
                children,
                "SELECT confrelid::regclass::text FROM pg_constraint WHERE conname = "
                        + SqlText.literal(relationship.name()));
        if (replicas.size() != 1) {
            complaints.add("the foreign key of " + relationship.name() + " is not there");
            return;
        }
        List<String> expected = values(
                parents,
                "SELECT ROW(" + key + ")::text FROM "
                        + quoted(relationship.parent().table()) + " WHERE " + present);
        List<String> actual = values(children, "SELECT ROW(" + key + ")::text FROM " + replicas.get(0));
        if (!expected.equals(actual)) {
            complaints.add("the key replica of " + relationship.name() + " has " + actual.size()
                    + " keys and not just the parent's " + expected.size());
        }
    }

    private static String quoted(TableName table) {
        return SqlText.identifier(table.schema()) + "." + SqlText.identifier(table.name());
    }

    private Sessions database(String service) {
        return Objects.requireNonNull(databases.get(service), service);
    }

    private static List<String> values(Sessions database, String query) {
        return database.with("public", (connection, statement) -> {
            List<String> values = new ArrayList<>();
            try (ResultSet result = statement.executeQuery(query)) {
                while (result.next()) {
                    values.add(result.getString(1));
                }
            }
            Collections.sort(values);
            return values;
        });
    }
}
