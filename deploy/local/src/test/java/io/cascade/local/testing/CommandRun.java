/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command has answered. */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(Object command, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int exitCode = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
