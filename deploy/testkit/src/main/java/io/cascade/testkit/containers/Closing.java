/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.testkit.containers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class Closing {

    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /** Whatever fails to stop must not keep the rest running. */
    static void quietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("a container did not stop cleanly");
        }
    }
}
