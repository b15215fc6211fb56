/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.key;

import io.cascade.contracts.Relationship;
import java.util.List;

/** Looks into the service's own tables where it is the parent itself, and asks others for all else. */
public final class OwnKeysLookup implements KeyLookup {

    private final String service;
    private final ParentKeys own;
    private final KeyLookup others;

    public OwnKeysLookup(String service, ParentKeys own, KeyLookup others) {
        this.service = service;
        this.own = own;
        this.others = others;
    }

    @Override
    public Answer ask(Relationship relationship, List<String> key) {
        if (!relationship.parent().service().equals(service)) {
            return others.ask(relationship, key);
        }
        try {
            return own.find(relationship.name(), key);
        } catch (RuntimeException e) {
            return new Answer.Unknown(
                    "the parent table could not be read: " + e.getClass().getSimpleName());
        }
    }

    @Override
    public boolean reaches(String other) {
        return other.equals(service) || others.reaches(other);
    }
}
