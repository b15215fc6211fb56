/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.deletions;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which system a command is about, so that all commands are told in the same words. */
public abstract class SystemOptions {

    @Option(
            names = "--stack",
            paramLabel = "FILE",
            defaultValue = "${sys:cascade.home:-.}/.cascade/stack.json",
            description = "What a running local stack tells of itself. Default: .cascade/stack.json.")
    private Path stack;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Any service of another system, instead of the local stack.")
    private @Nullable URI url;

    private SystemOptions() {}

    abstract @Nullable Path tokenFile();

    /** Returns the services of the system that was named. */
    public Services services() {
        return url == null ? Services.ofStack(stack) : Services.at(url, tokenFile());
    }

    /** For a command that only looks. */
    static final class Reader extends SystemOptions {

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "The file of a bearer token for that system, with the role reader.")
        private @Nullable Path tokenFile;

        @Override
        @Nullable
        Path tokenFile() {
            return tokenFile;
        }
    }

    /** For a command that changes something. */
    public static final class Operator extends SystemOptions {

        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                description = "The file of a bearer token for that system, with the role operator.")
        private @Nullable Path tokenFile;

        /** Made by a command. */
        public Operator() {}

        @Override
        @Nullable
        Path tokenFile() {
            return tokenFile;
        }
    }
}
