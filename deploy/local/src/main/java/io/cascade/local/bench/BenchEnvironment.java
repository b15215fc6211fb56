/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.bench;

import io.cascade.local.bench.contender.BenchServer;
import io.cascade.local.bench.contender.Database;
import io.cascade.local.bench.scenario.BenchPlan;
import io.cascade.local.stack.LocalStack;
import io.debezium.connector.postgresql.Module;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/** What has to be known to repeat a run. */
final class BenchEnvironment {

    private static final String UNKNOWN = "unknown";
    private static final long KIBIBYTES_OF_A_GIBIBYTE = 1 << 20;

    /** Those that say whether a commit means what it says, and those that a load of this kind depends on. */
    private static final String SETTINGS = "SELECT string_agg(name || '=' || current_setting(name), ', ' ORDER BY name)"
            + " FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level',"
            + " 'shared_buffers', 'work_mem', 'max_wal_size', 'checkpoint_timeout', 'wal_compression', 'autovacuum')";

    private BenchEnvironment() {}

    static Map<String, String> of(Path home, LocalStack stack, BenchPlan plan) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("commit", commit(home));
        environment.put("processors", processors(Path.of("/proc/cpuinfo")));
        environment.put("memory", memory(Path.of("/proc/meminfo")));
        environment.put("system", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        environment.put("Java", property("java.vm.name") + " " + property("java.runtime.version"));
        try (Database postgres = BenchServer.of(stack).open("postgres")) {
            environment.put("PostgreSQL", postgres.text("SHOW server_version"));
            environment.put("settings", postgres.text(SETTINGS));
        }
        environment.put("Kafka", AppInfoParser.getVersion());
        environment.put("Debezium", Module.version());
        environment.put("sizes", sizes(plan));
        return environment;
    }

    static String sizes(BenchPlan plan) {
        return plan.parents() + " parents, " + plan.children() + " children each, " + plan.rounds() + " rounds, "
                + plan.singles() + " singles, " + plan.steady().toSeconds() + " s of steady load";
    }

    /** A run of sources that are in no commit cannot be repeated from one. */
    static String commit(Path home) {
        return git(home, "rev-parse", "--short", "HEAD")
                .filter(commit -> !commit.isEmpty())
                .map(commit -> git(home, "status", "--porcelain")
                        .filter(String::isEmpty)
                        .map(clean -> commit)
                        .orElse(commit + "+changes"))
                .orElse(UNKNOWN);
    }

    private static Optional<String> git(Path home, String... arguments) {
        List<String> command = Stream.concat(Stream.of("git", "-C", home.toString()), Stream.of(arguments))
                .toList();
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor() == 0 ? Optional.of(out.strip()) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    static String processors(Path cpuinfo) {
        String model = value(cpuinfo, "model name").orElse(UNKNOWN);
        return Runtime.getRuntime().availableProcessors() + " × " + model;
    }

    static String memory(Path meminfo) {
        return value(meminfo, "MemTotal")
                .map(total -> total.replaceAll("\\D", ""))
                .filter(digits -> !digits.isEmpty())
                .map(digits -> Math.round((double) Long.parseLong(digits) / KIBIBYTES_OF_A_GIBIBYTE) + " GiB")
                .orElse(UNKNOWN);
    }

    /** Of the first line {@code name : value}. */
    private static Optional<String> value(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst();
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    private static String property(String name) {
        return System.getProperty(name, UNKNOWN);
    }
}
