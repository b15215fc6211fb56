/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.measure;

/** Takes the measure of a running engine. */
public interface Measurements {

    /**
     * Asks the database; for a sampler with a pause of some seconds, not for every scrape.
     *
     * @throws RuntimeException when the database does not answer
     */
    Measurement take();
}
