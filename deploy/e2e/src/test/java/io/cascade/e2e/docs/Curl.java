/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A documented curl command, read so that the test needs no curl. Knows the options that the pages use. */
public record Curl(String method, Optional<String> body, String url) {

    private static final Pattern COMMAND =
            Pattern.compile("curl -s(?: -i)?(?: -X (\\w+))?(?: -H 'Content-Type: application/json')?"
                    + "(?: -d '([^']*)')? '?(http://[^\\s']+)'?");

    public static Curl parse(String command) {
        Matcher matcher = COMMAND.matcher(command);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not understood: " + command);
        }
        return new Curl(
                Optional.ofNullable(matcher.group(1)).orElse("GET"),
                Optional.ofNullable(matcher.group(2)),
                matcher.group(3));
    }

    public HttpRequest request(UnaryOperator<String> address) {
        return HttpRequest.newBuilder(URI.create(address.apply(url)))
                .header("Content-Type", "application/json")
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                .build();
    }
}
