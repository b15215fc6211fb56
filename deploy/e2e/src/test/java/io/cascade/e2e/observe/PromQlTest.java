/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.e2e.observe.PromQl.Condition;
import io.cascade.e2e.observe.PromQl.Selector;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromQlTest {

    @Test
    void findsMetricsWithTheirConditionsAndNothingElse() {
        // When
        PromQl query = PromQl.parse("1 - max by (service, status) (a_b{x=\"1\", y=~\"(p|q) by (r)\"}) / ignoring (z)"
                + " rate(c:d:p99_5m[5m]) > 5 * 1024 ^ 3 unless on (k) up offset 5m or vector(0)");

        // Then
        assertThat(query.selectors())
                .containsExactly(
                        new Selector(
                                "a_b", List.of(new Condition("x", "=", "1"), new Condition("y", "=~", "(p|q) by (r)"))),
                        new Selector("c:d:p99_5m", List.of()),
                        new Selector("up", List.of()));
        assertThat(query.grouping()).containsExactlyInAnyOrder("service", "status", "z", "k");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> PromQl.parse("sum({__name__=\"a\"})")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PromQl.parse("sum(a{b=\"c\"")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PromQl.parse("a @ $t")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsWhatAnEndpointServes() {
        // When
        List<Exposition.Series> series = Exposition.parse(
                "# HELP a help\na_bucket{service=\"s\",le=\"+Inf\",} 3.0\nb NaN\nc_total{x=\"a \\\"b\\\" }\"} 1 # {} 1\n");

        // Then
        assertThat(series).hasSize(3);
        assertThat(series.get(0)
                        .matches(PromQl.parse("a_bucket{service!=\"t\",le=~\".Inf\"}")
                                .selectors()
                                .get(0)))
                .isTrue();
        assertThat(series.get(0)
                        .matches(PromQl.parse("a_bucket{service=\"t\"}")
                                .selectors()
                                .get(0)))
                .isFalse();
        assertThat(series.get(2).labels()).containsKey("x");
    }
}
