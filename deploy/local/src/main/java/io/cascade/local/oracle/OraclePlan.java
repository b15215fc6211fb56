/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.oracle;

import java.time.Duration;

/**
 * How much to run.
 *
 * @param first seed
 * @param time after which no further bundle begins
 * @param steps rounds of each history
 * @param writers how many write at the same time
 */
public record OraclePlan(long first, int seeds, Duration time, int steps, int writers) {}
