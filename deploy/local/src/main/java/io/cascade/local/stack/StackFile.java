/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** Tells other programs how to reach the stack, passwords included, for as long as it runs. */
final class StackFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    private StackFile(Path file) {
        this.file = file;
    }

    static StackFile write(Path file, LocalStack stack) {
        ObjectNode root = JSON.createObjectNode();
        root.put("pid", ProcessHandle.current().pid());
        root.put("data", stack.data().toAbsolutePath().toString());
        root.put("contracts", stack.running().contracts().toString());
        root.put("peers", stack.running().peers());
        ObjectNode services = root.putObject("services");
        for (String name : stack.services()) {
            RunningService service = stack.service(name);
            services.putObject(name)
                    .put("url", service.url().toString())
                    .put("jdbcUrl", service.jdbcUrl())
                    .put("user", service.user())
                    .put("password", service.password())
                    .put("external", false);
        }
        for (String name : stack.external()) {
            ExternalService service = stack.external(name);
            services.putObject(name)
                    .put("url", service.url().toString())
                    .put("jdbcUrl", service.jdbcUrl())
                    .put("user", service.user())
                    .put("password", service.password())
                    .put("external", true)
                    .set("environment", JSON.valueToTree(new TreeMap<>(service.environment())));
        }
        root.putObject("kafka").put("bootstrapServers", stack.bootstrapServers());
        root.putObject("connect").put("url", stack.connectUrl().toString());
        root.putObject("metrics").put("url", stack.metricsUrl().toString());
        try {
            PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
        } catch (JsonProcessingException e) {
            throw new LocalStackException("cannot describe the stack", e);
        }
        return new StackFile(file);
    }

    /** Leaves the file of another stack alone that has written its own since. */
    @Override
    public void close() throws IOException {
        if (Files.exists(file)
                && JSON.readTree(Files.readString(file)).path("pid").asLong()
                        == ProcessHandle.current().pid()) {
            Files.delete(file);
        }
    }
}
