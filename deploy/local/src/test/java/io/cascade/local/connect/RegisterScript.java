/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.local.testing.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The script that registers a connector where there is no Java. */
final class RegisterScript {

    private static final Path SCRIPT = Path.of("../debezium/register");

    private final Path temp;

    RegisterScript(Path temp) {
        this.temp = temp;
    }

    CommandRun run(Map<String, String> environment, String... arguments) throws Exception {
        Path out = temp.resolve("register.out");
        Path err = temp.resolve("register.err");
        ProcessBuilder builder =
                new ProcessBuilder().redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.command().add(SCRIPT.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.matches("(CASCADE|DATABASE|CONNECT|REGISTER)_.*"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroy();
        }
        return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
