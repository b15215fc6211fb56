/* SPDX-License-Identifier: Apache-2.0 */
/** Reading topics in order, for ever, and making sure that they exist. */
@NullMarked
package io.cascade.engine.kafka;

import org.jspecify.annotations.NullMarked;
