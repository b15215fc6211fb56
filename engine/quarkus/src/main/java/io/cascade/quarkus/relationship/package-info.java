/* SPDX-License-Identifier: Apache-2.0 */
/** What a request's name of a relationship stands for in this service. */
@NullMarked
package io.cascade.quarkus.relationship;

import org.jspecify.annotations.NullMarked;
