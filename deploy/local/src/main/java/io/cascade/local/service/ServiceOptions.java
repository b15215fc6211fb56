/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.service;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one service is run.
 *
 * @param jar the runnable jar
 * @param environment its whole configuration
 * @param jvmOptions in addition to the defaults, which they override
 * @param directory the stack's data directory, which also marks the process as this stack's
 */
public record ServiceOptions(
        String name,
        Path jar,
        int port,
        Map<String, String> environment,
        List<String> jvmOptions,
        Path directory,
        Path log) {

    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(mark(directory));
        command.add("-Dlocal.stack.service=" + name);
        command.add(ServiceModules.defaultHeap(name));
        command.add("-XX:+UseSerialGC");
        // A third less CPU time to start, of which several processes at once never have enough.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(jvmOptions);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    /** The same service once more, beside the first: what differs between two pods of a deployment. */
    public ServiceOptions replica(int number, int freePort) {
        String replica = name + "-" + number;
        Map<String, String> settings = new TreeMap<>(environment);
        settings.put("QUARKUS_HTTP_PORT", Integer.toString(freePort));
        return new ServiceOptions(
                replica, jar, freePort, settings, jvmOptions, directory, log.resolveSibling(replica + ".log"));
    }

    /** On the command line of every process of a stack, to know it again; not below {@code cascade.}, which services check. */
    public static String mark(Path directory) {
        return "-Dlocal.stack.data=" + directory;
    }
}
