/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Python with SQLAlchemy, Alembic and psycopg2: the system's has Debian's packages, the one on the PATH may be another. */
final class PythonTools {

    private PythonTools() {}

    static @Nullable String find() throws IOException, InterruptedException {
        for (String python : List.of("/usr/bin/python3", "python3")) {
            try {
                Process process = new ProcessBuilder(python, "-c", "import sqlalchemy, alembic, psycopg2")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return python;
                }
            } catch (IOException absent) {
                continue;
            }
        }
        return null;
    }
}
