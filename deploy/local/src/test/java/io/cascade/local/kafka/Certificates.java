/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An authority with the JDK's keytool, and certificates that it signs; for as long as a test. */
final class Certificates {

    private static final String AUTHORITY = "authority";

    private final Path directory;
    private final String password = UUID.randomUUID().toString();

    Certificates(Path directory) throws Exception {
        this.directory = Files.createDirectories(directory);
        keytool(
                AUTHORITY,
                "-genkeypair",
                "-alias",
                AUTHORITY,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + AUTHORITY,
                "-ext",
                "bc:c");
        keytool(AUTHORITY, "-exportcert", "-rfc", "-alias", AUTHORITY, "-file", file(AUTHORITY + ".pem"));
        keytool("trust", "-importcert", "-noprompt", "-alias", AUTHORITY, "-file", file(AUTHORITY + ".pem"));
    }

    /** The settings of somebody who has a certificate of that name. */
    Map<String, String> of(String name) throws Exception {
        keytool(name, "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name);
        keytool(name, "-certreq", "-alias", name, "-file", file(name + ".csr"));
        keytool(
                AUTHORITY,
                "-gencert",
                "-rfc",
                "-alias",
                AUTHORITY,
                "-ext",
                "san=ip:127.0.0.1",
                "-infile",
                file(name + ".csr"),
                "-outfile",
                file(name + ".pem"));
        keytool(name, "-importcert", "-noprompt", "-alias", AUTHORITY, "-file", file(AUTHORITY + ".pem"));
        keytool(name, "-importcert", "-noprompt", "-alias", name, "-file", file(name + ".pem"));
        Map<String, String> settings = new HashMap<>(ofNobody());
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", file(name + ".p12"));
        settings.put("ssl.keystore.password", password);
        settings.put("ssl.key.password", password);
        return settings;
    }

    /** The settings of somebody who only trusts the authority. */
    Map<String, String> ofNobody() {
        return Map.of(
                "security.protocol",
                "SSL",
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                file("trust.p12"),
                "ssl.truststore.password",
                password);
    }

    private String file(String name) {
        return directory.resolve(name).toAbsolutePath().toString();
    }

    private void keytool(String store, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", file(store + ".p12"), "-storetype", "PKCS12", "-storepass", password));
        Path log = directory.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + Files.readString(log));
        }
    }
}
