/* SPDX-License-Identifier: Apache-2.0 */
/** The oracle on the embedded stack: real services, Kafka and Debezium between the statements and their consequences. */
@NullMarked
package io.cascade.local.oracle;

import org.jspecify.annotations.NullMarked;
