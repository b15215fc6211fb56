/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.contracts.Propagation;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a request wants rows deleted: by its query parameters {@code propagation} and {@code retain}, and its
 * header {@code Prefer}.
 *
 * @param propagation what becomes of the children elsewhere
 * @param retain false to keep no copy of what goes, in any service
 * @param patience how long the answer may wait until they are gone everywhere
 */
public record DeleteOptions(Propagation propagation, boolean retain, Duration patience, Preferences preferences) {

    /** How long {@code propagation=foreground} waits unless the client says otherwise. */
    static final Duration DEFAULT_WAIT = Duration.ofSeconds(30);

    /** The longest wait: proxies between do not wait for long either. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Throws a problem that names the values that a parameter may have when it has none of them. */
    public static DeleteOptions of(UriInfo request, HttpHeaders headers) {
        PropagationParameter propagation = PropagationParameter.of(request);
        Preferences preferences = Preferences.of(headers.getRequestHeader(Preferences.HEADER));
        return new DeleteOptions(
                propagation.propagation(),
                RetainParameter.of(request),
                patience(propagation.foreground(), preferences),
                preferences);
    }

    private static Duration patience(boolean foreground, Preferences preferences) {
        if (preferences.seconds() != null) {
            Duration asked = Duration.ofSeconds(preferences.seconds());
            return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
        }
        return foreground && !preferences.respondAsync() ? DEFAULT_WAIT : Duration.ZERO;
    }

    /**
     * The preferences that an answer has kept to.
     *
     * @param complete whether it says how the deletion has ended
     */
    List<String> applied(boolean complete) {
        List<String> applied = new ArrayList<>();
        if (preferences.respondAsync() && !complete) {
            applied.add(Preferences.RESPOND_ASYNC);
        }
        if (preferences.seconds() != null) {
            applied.add(Preferences.WAIT + "=" + patience.toSeconds());
        }
        return applied;
    }
}
