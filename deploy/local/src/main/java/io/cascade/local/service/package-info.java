/* SPDX-License-Identifier: Apache-2.0 */
/** The services of the contracts, each as its own process. */
@NullMarked
package io.cascade.local.service;

import org.jspecify.annotations.NullMarked;
