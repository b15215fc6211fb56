/* SPDX-License-Identifier: Apache-2.0 */
/** What a service can say of its state in numbers, for whoever watches it. */
@NullMarked
package io.cascade.engine.measure;

import org.jspecify.annotations.NullMarked;
