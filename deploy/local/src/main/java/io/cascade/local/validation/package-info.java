/* SPDX-License-Identifier: Apache-2.0 */
/** Whether key replicas are what their parents have, by the services' REST API. */
@NullMarked
package io.cascade.local.validation;

import org.jspecify.annotations.NullMarked;
