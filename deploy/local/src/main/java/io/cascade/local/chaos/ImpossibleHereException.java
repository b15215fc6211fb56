/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

/** A fault that this machine, or this user, has no means for, however often it is tried. */
final class ImpossibleHereException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param reason what is missing */
    ImpossibleHereException(String reason) {
        super(reason);
    }
}
