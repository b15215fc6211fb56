/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The statements that deploy/README.md tells an operator to run. */
public final class OperationsGuide {

    private OperationsGuide() {}

    public static String statements(String mark) {
        try {
            Matcher block = Pattern.compile(
                            "<!-- test: " + Pattern.quote(mark) + " -->\\R```sql\\R(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(Path.of("../deploy/README.md")));
            if (!block.find()) {
                throw new IllegalStateException("deploy/README.md has no statements marked '" + mark + "'");
            }
            return block.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
