/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.stack.LocalStack;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows a cascade across two services, from nothing, and leaves nothing. */
@Command(
        name = "demo",
        description = "On a fresh stack: makes a parent with three children, deletes the parent, and counts both"
                + " before and after. The exit code is 0 only if the children are gone as well.",
        mixinStandardHelpOptions = true,
        versionProvider = CascadeCli.Version.class)
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    DemoCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Path home = Home.directory();
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getErr());
        LocalStack stack = LocalStack.builder().home(home).progress(progress).build();
        try (StackSession session = new StackSession(stack, progress)) {
            session.start();
            return new DemoScenario(stack, spec.commandLine().getOut()).run() ? 0 : 1;
        }
    }
}
