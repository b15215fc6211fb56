/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.settle;

import java.util.UUID;

/**
 * An event of another service that is wholly applied here for one relationship.
 *
 * @param publisher the service to report to
 * @param rows child rows deleted or changed
 */
public record Applied(UUID event, String relationship, String publisher, long rows) {}
