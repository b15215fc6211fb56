/** In dev mode only: finds the local stack that goes without this service. */
@NullMarked
package io.cascade.quarkus.dev;

import org.jspecify.annotations.NullMarked;
