/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.impact;

import io.cascade.contracts.Relationship;
import io.cascade.engine.sql.KeyBatch;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes keys of what another service has sent. */
final class AskedKeys {

    private AskedKeys() {}

    /** @throws IllegalArgumentException when they are no keys of the relationship, with what is wrong */
    static KeyBatch of(Relationship relationship, Map<String, List<String>> keys) {
        List<String> columns = relationship.parent().keyColumns();
        if (!keys.keySet().equals(Set.copyOf(columns))) {
            throw new IllegalArgumentException("the key of '" + relationship.name() + "' has the columns " + columns);
        }
        KeyBatch batch = KeyBatch.of(relationship.parent(), keys);
        if (batch.columns().stream().anyMatch(column -> column.size() != batch.size())) {
            throw new IllegalArgumentException("the columns of the keys are not of one length");
        }
        return batch;
    }
}
