/* SPDX-License-Identifier: Apache-2.0 */
/** The REST API that every service has: relationships, deletions, dead letters. */
@NullMarked
package io.cascade.quarkus.admin;

import org.jspecify.annotations.NullMarked;
