/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the front page, as a reader types them. */
class CommandsIT {

    private record Ended(int exitCode, String out, String err) {}

    @TempDir
    private Path temp;

    /** Maven has just built everything; the launcher, which only sees times, must not do it again under running tests. */
    @BeforeAll
    static void tellTheLauncherThatAllIsBuilt() throws IOException {
        Path mark = Document.HOME.resolve("deploy/local/target/.built");
        if (Files.notExists(mark)) {
            Files.createFile(mark);
        }
        Files.setLastModifiedTime(mark, FileTime.from(Instant.now()));
    }

    @Test
    void theDemoPrintsItsFourLinesAndSucceeds() throws Exception {
        // When
        Ended demo = run(Document.of("README.md").block("demo"));

        // Then
        assertThat(demo.exitCode()).as(demo.err()).isZero();
        assertThat(demo.out().lines())
                .startsWith(
                        "Before delete, children = 3",
                        "Before delete, parent = 1",
                        "After delete, children = 0",
                        "After delete parent = 0");
        assertThat(demo.out()).contains("The cascade took ", "relationship children-parent is settled");
    }

    @Test
    void theLauncherSaysWhatItCanDo() throws Exception {
        // When
        Ended help = run("./cascade --help");

        // Then
        assertThat(help.exitCode()).as(help.err()).isZero();
        assertThat(help.out()).contains("Usage: cascade", "up ", "demo ");
    }

    private Ended run(String command) throws Exception {
        Path out = temp.resolve("out");
        Path err = temp.resolve("err");
        Process process = new ProcessBuilder("bash", "-e", "-c", command)
                .directory(Document.HOME.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroy();
        }
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
