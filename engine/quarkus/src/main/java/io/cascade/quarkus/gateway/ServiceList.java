/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A list in an object, so that it can say more one day. */
@Schema(requiredProperties = "items")
record ServiceList(List<ServiceView> items) {}
