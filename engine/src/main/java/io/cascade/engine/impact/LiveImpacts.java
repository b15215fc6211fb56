/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.OnDelete;
import io.cascade.contracts.Propagation;
import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;
import io.cascade.engine.sql.KeyBatch;
import io.cascade.engine.sql.SqlStates;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/** Counts in the database, and asks those below when its connection is free again. */
public final class LiveImpacts implements Impacts {

    private static final String OUT_OF_TIME = "57014";

    private record Found(long rows, List<PublishedKeys> published) {}

    private final DSLContext dsl;
    private final String service;
    private final Contracts contracts;
    private final DependentClient client;

    public LiveImpacts(DSLContext dsl, String service, Contracts contracts, DependentClient client) {
        this.dsl = dsl;
        this.service = service;
        this.contracts = contracts;
        this.client = client;
    }

    @Override
    public Impact of(TableName table, Condition rows, Propagation propagation, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        Found found = reading(deadline, tx -> {
            GoingRows going = GoingRows.matching(tx, table, rows);
            return new Found(going.count(tx), PublishedKeys.of(tx, going, contracts.publishedBy(service), false));
        });
        int depth = propagation == Propagation.ORPHAN ? 0 : ImpactQuestion.MOST_LEVELS;
        return new Impact(found.rows(), dependents(deadline).ask(found.published(), new Visited(Map.of()), 1, depth));
    }

    @Override
    public RelationshipImpact answer(ImpactQuestion question) {
        Relationship relationship = relationship(question.relationship());
        KeyBatch keys = AskedKeys.of(relationship, question.keys());
        if (keys.size() > ImpactQuestion.MOST_KEYS) {
            throw new IllegalArgumentException("more than " + ImpactQuestion.MOST_KEYS + " keys");
        }
        Deadline deadline = Deadline.in(question.timeout());
        try {
            return answer(deadline, relationship, keys, question);
        } catch (DataAccessException e) {
            String state = SqlStates.of(e).orElse("");
            if (state.startsWith("22")) {
                throw new IllegalArgumentException("the keys are not of the types of '" + relationship.name() + "'", e);
            }
            return RelationshipImpact.unknown(relationship, question.level(), reason(state));
        }
    }

    private RelationshipImpact answer(
            Deadline deadline, Relationship relationship, KeyBatch keys, ImpactQuestion question) {
        Found found = reading(deadline, tx -> {
            GoingRows going = GoingRows.referring(relationship, keys);
            return new Found(
                    going.count(tx),
                    relationship.onDelete() == OnDelete.CASCADE && question.depth() > 0
                            ? PublishedKeys.of(tx, going, contracts.publishedBy(service), question.atLeast())
                            : List.of());
        });
        return RelationshipImpact.of(
                relationship,
                question.level(),
                found.rows(),
                question.atLeast(),
                null,
                below(found, question, deadline));
    }

    private List<RelationshipImpact> below(Found found, ImpactQuestion question, Deadline deadline) {
        if (question.depth() == 1) {
            return dependents(deadline).tooDeep(found.published(), question.level() + 1);
        }
        return dependents(deadline)
                .ask(found.published(), new Visited(question.visited()), question.level() + 1, question.depth() - 1);
    }

    private Dependents dependents(Deadline deadline) {
        return new Dependents(service, contracts, client, this, deadline);
    }

    /** Never waits for locks: a count takes none that an application's statement conflicts with, only somebody's DDL does. */
    private Found reading(Deadline deadline, Function<DSLContext, Found> read) {
        return dsl.transactionResult(configuration -> {
            DSLContext tx = configuration.dsl();
            tx.execute("SET TRANSACTION READ ONLY");
            tx.execute("SELECT set_config('statement_timeout', ?, true)", deadline.millis() + "ms");
            return read.apply(tx);
        });
    }

    private Relationship relationship(String name) {
        return contracts.subscribedBy(service).stream()
                .filter(relationship -> relationship.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("this service is not the child in a relationship '" + name + "'"));
    }

    private static String reason(String sqlState) {
        return sqlState.equals(OUT_OF_TIME)
                ? "counting its rows takes longer than the time that is left"
                : "its database cannot count them now" + (sqlState.isEmpty() ? "" : " (SQLSTATE " + sqlState + ")");
    }
}
