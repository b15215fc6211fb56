/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

import io.cascade.contracts.Relationship;
import io.cascade.engine.kafka.Failures;
import io.cascade.engine.sql.KeyBatch;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks into the service's own tables where it is the parent itself, and asks others for all else. */
public final class OwnKeySet implements ParentKeySet {

    private final String service;
    private final ParentKeySet own;
    private final ParentKeySet others;

    public OwnKeySet(String service, ParentKeySet own, ParentKeySet others) {
        this.service = service;
        this.own = own;
        this.others = others;
    }

    @Override
    public Digests digests(Relationship relationship, KeyRanges of, int moreBits) {
        return ask(relationship, keys -> keys.digests(relationship, of, moreBits));
    }

    @Override
    public KeyBatch keys(Relationship relationship, KeyRanges of) {
        return ask(relationship, keys -> keys.keys(relationship, of));
    }

    @Override
    public Look look(Relationship relationship, KeyBatch batch, @Nullable UUID barrier) {
        return ask(relationship, keys -> keys.look(relationship, batch, barrier));
    }

    private <T> T ask(Relationship relationship, Function<ParentKeySet, T> question) {
        if (!relationship.parent().service().equals(service)) {
            return question.apply(others);
        }
        try {
            return question.apply(own);
        } catch (UnansweredException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnansweredException("the parent table could not be read: " + Failures.describe(e));
        }
    }
}
