/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for the file by which {@code ./cascade up} tells how to reach its stack.
 *
 * @param directory where to begin; its parents follow
 * @param service the name to look for in the stack
 */
record StackSearch(Path directory, String service) {

    private static final String OFF = "off";
    private static final String FILE = ".cascade/stack.json";

    /**
     * Looks around.
     *
     * @param chosen the file, or that none is wanted
     */
    LocalStack look(Optional<String> chosen) {
        if (chosen.filter(OFF::equals).isPresent()) {
            return new LocalStack.Unwanted();
        }
        if (chosen.isPresent()) {
            Path file = Path.of(chosen.get()).toAbsolutePath();
            return Files.isRegularFile(file) ? read(file) : missing("There is no " + file + ": no stack runs there.");
        }
        return Stream.iterate(directory.toAbsolutePath(), at -> at != null, Path::getParent)
                .map(at -> at.resolve(FILE))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(this::read)
                .orElseGet(() -> missing("There is no " + FILE + " in " + directory.toAbsolutePath()
                        + " nor above it: no local stack runs."));
    }

    private LocalStack read(Path file) {
        try {
            return read(file, new ObjectMapper().readTree(Files.readString(file)));
        } catch (IOException e) {
            return missing(file + " cannot be read: " + e.getMessage());
        }
    }

    private LocalStack read(Path file, JsonNode stack) {
        long pid = stack.path("pid").asLong();
        if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
            return missing(file + " was left behind by process " + pid + ", which has ended: no local stack runs.");
        }
        JsonNode described = stack.path("services").path(service);
        if (described.isMissingNode()) {
            return missing("The contracts of the local stack at " + file + " name no " + service + ", only "
                    + String.join(", ", names(stack)) + ".");
        }
        if (!described.path("external").asBoolean()) {
            return missing("The local stack at " + file + " runs " + service + " itself.");
        }
        Map<String, String> environment = new TreeMap<>();
        described
                .path("environment")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        return new LocalStack.Found(file, service, environment);
    }

    private static Iterable<String> names(JsonNode stack) {
        return () -> stack.path("services").fieldNames();
    }

    private LocalStack missing(String reason) {
        return new LocalStack.Missing(reason, service);
    }
}
