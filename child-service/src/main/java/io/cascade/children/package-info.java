/* SPDX-License-Identifier: Apache-2.0 */
/** Children: created, moved, listed and deleted by REST, by the service that is really called child-service. */
@NullMarked
package io.cascade.children;

import org.jspecify.annotations.NullMarked;
