/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.check;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.check.Finding;
import io.cascade.contracts.check.Severity;
import io.cascade.engine.preflight.DatabaseInspection;
import io.cascade.engine.preflight.TableReason;
import io.cascade.local.contract.JdbcUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Holds the contracts against a service's database, which it only reads. */
final class DatabaseFindings {

    private static final String AGREE = "Change the contract or the table, so that they agree.";

    private final Contracts contracts;

    DatabaseFindings(Contracts contracts) {
        this.contracts = contracts;
    }

    List<Finding> of(String service, JdbcUrl url) {
        try (Connection connection = DriverManager.getConnection(url.url())) {
            connection.setReadOnly(true);
            return read(service, DatabaseInspection.of(connection, service, contracts));
        } catch (SQLException e) {
            return List.of(Finding.about(
                    firstOf(service),
                    Severity.ERROR,
                    "The database of " + service + " cannot be checked: " + e.getMessage(),
                    "Check the URL that --jdbc gives for it, " + url + "."));
        }
    }

    private List<Finding> read(String service, DatabaseInspection database) {
        List<Finding> findings = new ArrayList<>();
        database.obstacles().forEach(reason -> findings.add(finding(Severity.ERROR, reason)));
        database.idle().forEach(reason -> findings.add(finding(Severity.INFO, reason)));
        database.silent().forEach(reason -> findings.add(finding(Severity.WARNING, reason)));
        database.advice()
                .forEach(text -> findings.add(Finding.about(
                        firstOf(service),
                        Severity.INFO,
                        "The database of " + service + ": " + text,
                        "Nothing, if the role of --jdbc is not the one that the service has.")));
        if (!database.installed()) {
            findings.add(Finding.about(
                    firstOf(service),
                    Severity.INFO,
                    "Nothing is installed in the database of " + service + " yet, so nothing is enforced there.",
                    "Start the service, or run the output of ./cascade sql " + service + "."));
        }
        return findings;
    }

    private static Finding finding(Severity severity, TableReason reason) {
        Relationship.Source source = reason.relationship().source();
        String text = reason.text().replace(" (" + source + ")", "");
        return Finding.worded(severity, source.file(), source.line(), text, AGREE);
    }

    private Relationship firstOf(String service) {
        return contracts.relationships().stream()
                .filter(relationship -> relationship.parent().service().equals(service)
                        || relationship.child().service().equals(service))
                .findFirst()
                .orElseThrow();
    }
}
