/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the gateway forwards: the admin API, by exact paths. The patterns leave no room for an encoded or relative path, so
 * that nobody reaches anything else of a peer through this service.
 */
final class GatewayPaths {

    private static final String NAME = "[a-z][a-z0-9_-]{0,39}";
    private static final String UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final String NUMBER = "[0-9]{1,19}";

    private static final List<Pattern> READ = patterns(
            "relationships",
            "relationships/" + NAME,
            "relationships/" + NAME + "/validation(?:/keys)?",
            "deletions",
            "deletions/" + UUID,
            "deletions/" + UUID + "/events",
            "dead-letters",
            "dead-letters/" + NUMBER,
            "q/health/ready");

    private static final List<Pattern> WRITE = patterns(
            "dead-letters/" + NUMBER + "/(?:replay|discard)",
            "deletions/" + UUID + "/restore",
            "relationships/" + NAME + "/(?:validation|pause|resume)");

    private GatewayPaths() {}

    static boolean forwards(String method, String path) {
        List<Pattern> allowed =
                switch (method) {
                    case "GET" -> READ;
                    case "POST" -> WRITE;
                    default -> List.of();
                };
        return allowed.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    private static List<Pattern> patterns(String... expressions) {
        return List.of(expressions).stream().map(Pattern::compile).toList();
    }
}
