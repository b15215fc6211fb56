/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CascadeCliTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsItsCommands() {
        assertThat(execute("--help")).isZero();
        assertThat(out.toString()).contains("up", "demo", "deletions", "check", "sql", "import", "oracle");
    }

    @Test
    void refusesAnUnknownOptionWithTheKnownOnes() {
        assertThat(execute("up", "--frehs")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--frehs", "--fresh");
    }

    @Test
    void refusesAPortThatIsNoNumber() {
        assertThat(execute("up", "--port", "postgres=many")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--port", "many");
    }

    @Test
    void refusesWritersThatNoHistoryIsMadeFor() {
        assertThat(execute("oracle", "--writers", "9")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("--writers", "1 to 4");
    }

    @Test
    void asksForACommand() {
        assertThat(execute()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("Commands:");
    }

    private int execute(String... arguments) {
        return CascadeCli.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
