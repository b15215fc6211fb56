/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.cli;

import io.cascade.local.stack.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** One line a step on standard error, with the seconds since the beginning; standard output is for results. */
final class ConsoleProgress implements Progress {

    private final PrintWriter err;
    private final long start = System.nanoTime();

    ConsoleProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void report(String part, String step) {
        err.println(String.format(Locale.ROOT, "%6.1f s  %-16s %s", seconds(), part, step));
        err.flush();
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
