/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench.scenario;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param parents of the bulk scenarios
 * @param children of each parent
 * @param rounds that count
 * @param singles single deletes of a round
 * @param steady how long the steady load lasts
 */
public record BenchPlan(int parents, int children, int rounds, int singles, Duration steady) {}
