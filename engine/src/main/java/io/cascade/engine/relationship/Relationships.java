/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import java.util.List;
import java.util.Map;

/** The relationships that this service takes part in, as publisher, subscriber or both. */
public interface Relationships {

    List<RelationshipStatus> all();

    /** Of each relationship that this service publishes for, what it does at present. */
    Map<String, RelationshipActivity> activity();

    /** Of each relationship that this service subscribes to, how many events became dead letters. */
    Map<String, Long> deadLetters();
}
