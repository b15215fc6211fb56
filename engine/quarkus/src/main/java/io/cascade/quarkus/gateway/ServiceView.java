/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A service of the contracts as the REST API shows it. */
@Schema(
        name = "Service",
        requiredProperties = {"name", "self", "reachable", "publishes", "subscribes"},
        description = "A service that some relationship names.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServiceView(
        @Schema(examples = "child-service") String name,
        @Schema(description = "Whether it is the one that answers.") boolean self,
        @Schema(
                        description = "Where it is asked, by CASCADE_PEERS; absent when that does not say.",
                        implementation = String.class,
                        examples = "http://127.0.0.1:8082")
                @Nullable
                URI url,
        @Schema(description = "Whether it answers now, ready or not.") boolean reachable,
        @Schema(description = "The relationships whose parent table it owns.", examples = "[\"grandchildren-child\"]")
                List<String> publishes,
        @Schema(description = "The relationships whose child table it owns.", examples = "[\"children-parent\"]")
                List<String> subscribes) {}
