/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Deletes that need consent: the trial that finds what a delete would take along, the intents by which others are asked, and
 * the ballots by which others ask this service. An intent below a ballot makes the vote a tree.
 */
@NullMarked
package io.cascade.engine.vote;

import org.jspecify.annotations.NullMarked;
