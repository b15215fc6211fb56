/* SPDX-License-Identifier: Apache-2.0 */
/** Who may do what by REST: bearer tokens of an OpenID Connect issuer, and the role that each endpoint needs. */
@NullMarked
package io.cascade.quarkus.access;

import org.jspecify.annotations.NullMarked;
