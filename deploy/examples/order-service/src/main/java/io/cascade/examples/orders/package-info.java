/** A service as it might have been before: nothing in here knows of other services. */
@NullMarked
package io.cascade.examples.orders;

import org.jspecify.annotations.NullMarked;
