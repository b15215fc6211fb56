/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** Random passwords, made once and kept in the data directory, so that a restart finds the databases as they were. */
public final class Secrets {

    private static final int BYTES = 16;

    private final Path file;
    private final Properties passwords = new Properties();

    public Secrets(Path file) {
        this.file = file;
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                passwords.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }
    }

    public synchronized String password(String owner) {
        String known = passwords.getProperty(owner);
        if (known != null) {
            return known;
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        passwords.setProperty(owner, made);
        store();
        return made;
    }

    private void store() {
        try (StringWriter text = new StringWriter()) {
            passwords.store(text, null);
            PrivateFiles.write(file, text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
