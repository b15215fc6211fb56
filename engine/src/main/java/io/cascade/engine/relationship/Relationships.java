/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.relationship;

import java.util.List;

/** The relationships that this service takes part in, as publisher, subscriber or both. */
public interface Relationships {

    List<RelationshipStatus> all();
}
