/* SPDX-License-Identifier: Apache-2.0 */
/** What the operator of a service decides, read from the environment. */
@NullMarked
package io.cascade.quarkus.config;

import org.jspecify.annotations.NullMarked;
