/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.observe;

import io.cascade.quarkus.config.CascadeConfig;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Every metric says whose it is: the generic runner serves many names with one code. */
final class ServiceTag {

    @Produces
    @Singleton
    static MeterFilter service(CascadeConfig config) {
        return MeterFilter.commonTags(Tags.of("service", config.service()));
    }
}
