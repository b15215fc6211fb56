/* SPDX-License-Identifier: Apache-2.0 */
/** The subscribing side: key replicas, foreign keys and the application of key events. */
@NullMarked
package io.cascade.engine.subscribe;

import org.jspecify.annotations.NullMarked;
