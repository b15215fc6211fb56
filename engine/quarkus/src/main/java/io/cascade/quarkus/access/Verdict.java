/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import java.util.Optional;

/** What is known of a token. */
sealed interface Verdict {

    /** @param role the highest, if it has one that is known here */
    record Genuine(Optional<Role> role) implements Verdict {}

    /** @param reason for the caller; says nothing of what is in the token */
    record Refused(String reason) implements Verdict {}

    /** It cannot be told, as the issuer's keys are not to be had. */
    record Unknown() implements Verdict {}
}
