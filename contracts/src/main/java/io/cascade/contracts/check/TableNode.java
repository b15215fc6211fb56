/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.check;

import io.cascade.contracts.Relationship;
import io.cascade.contracts.TableName;

/** A table of a service: a node of the graph whose edges are the relationships. */
record TableNode(String service, TableName table) {

    static TableNode parent(Relationship relationship) {
        return new TableNode(
                relationship.parent().service(), relationship.parent().table());
    }

    static TableNode child(Relationship relationship) {
        return new TableNode(
                relationship.child().service(), relationship.child().table());
    }

    @Override
    public String toString() {
        return table + " of " + service;
    }
}
