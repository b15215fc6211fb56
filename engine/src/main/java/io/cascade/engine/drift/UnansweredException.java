/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.drift;

/** It cannot be told now. The message is for a person, and has no key in it. */
public final class UnansweredException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnansweredException(String reason) {
        super(reason);
    }
}
