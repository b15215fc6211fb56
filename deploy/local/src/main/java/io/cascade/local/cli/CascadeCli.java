/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.check.CheckCommand;
import io.cascade.local.deletions.DeletionsCommand;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.importing.ImportCommand;
import io.cascade.local.pause.PauseCommand;
import io.cascade.local.pause.ResumeCommand;
import io.cascade.local.sql.SqlCommand;
import io.cascade.local.validation.ValidateCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point behind the launcher script. */
@Command(
        name = "cascade",
        description = "Foreign keys with ON DELETE actions across services.",
        mixinStandardHelpOptions = true,
        versionProvider = CascadeCli.Version.class,
        subcommands = {
            UpCommand.class,
            DemoCommand.class,
            DeletionsCommand.class,
            ValidateCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            CheckCommand.class,
            SqlCommand.class,
            ImportCommand.class,
            OracleCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            WarmUpCommand.class
        })
public final class CascadeCli implements Runnable {

    @Spec
    private CommandSpec spec;

    CascadeCli() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new CascadeCli()).setExecutionExceptionHandler((exception, commandLine, result) -> {
            PrintWriter err = commandLine.getErr();
            if (exception instanceof LocalStackException) {
                err.println("cascade: " + exception.getMessage());
            } else {
                exception.printStackTrace(err);
            }
            return commandLine.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    /** From the jar, so that it is kept in one place, the root pom. */
    static final class Version implements IVersionProvider {

        Version() {}

        @Override
        public String[] getVersion() {
            String version = CascadeCli.class.getPackage().getImplementationVersion();
            return new String[] {"cascade " + (version == null ? "(not built as a jar)" : version)};
        }
    }
}
