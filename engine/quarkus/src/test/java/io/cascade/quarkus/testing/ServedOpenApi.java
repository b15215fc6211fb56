/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.Yaml;

/** Compares the OpenAPI that a service serves with the one that is committed, or writes the latter anew when told to. */
public final class ServedOpenApi {

    private static final Path FOLDER = Path.of("../contracts/openapi");

    private ServedOpenApi() {}

    /** The committed document as a tree, after writing it when {@code -Dopenapi.update} is given. */
    public static JsonNode committed(String service, String served) {
        Path file = FOLDER.resolve(service + ".yaml");
        try {
            if (System.getProperty("openapi.update") != null) {
                Files.createDirectories(FOLDER);
                Files.writeString(file, "# SPDX-License-Identifier: Apache-2.0\n" + served);
            }
            return tree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How to mend a difference, for the assertion's message. */
    public static String advice(String service) {
        return "contracts/openapi/" + service + ".yaml is not what " + service
                + " serves; if the change is meant, run: mvn -pl " + service
                + " -am test -Dopenapi.update -Dtest='*OpenApiTest' -Dsurefire.failIfNoSpecifiedTests=false";
    }

    public static JsonNode tree(String yaml) {
        Object document = new Yaml().load(yaml);
        return new ObjectMapper().valueToTree(document);
    }
}
