/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file system of a server's own, in memory, that becomes full when its size is set to what is in use. Only root may mount
 * one; for others it is a directory as any other, and filling it is refused.
 */
final class SmallDisk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SmallDisk.class);
    private static final String ROOMY = "size=8g";
    private static final Duration EMPTY_HANDED = Duration.ofSeconds(5);

    private final Path path;
    private final Path kept;
    private final @Nullable String obstacle;

    private SmallDisk(Path path, Path kept, @Nullable String obstacle) {
        this.path = path;
        this.kept = kept;
        this.obstacle = obstacle;
    }

    /**
     * @param path an empty directory
     * @param kept where its files are in the end, as those in memory are gone then
     */
    static SmallDisk mount(Path path, Path kept) {
        PrivateFiles.directory(path);
        if (!"root".equals(System.getProperty("user.name"))) {
            return new SmallDisk(path, kept, "only root can mount a file system for the server");
        }
        String refused = run("mount", "-t", "tmpfs", "-o", ROOMY + ",mode=700", "tmpfs", path.toString());
        return new SmallDisk(
                path, kept, refused.isEmpty() ? null : "a file system for the server cannot be mounted: " + refused);
    }

    Path path() {
        return path;
    }

    /** From now on nobody gets a further page, and whoever asks for one gets ENOSPC. */
    void fill() {
        if (obstacle != null) {
            throw new ImpossibleHereException(obstacle);
        }
        // Between the look and the mount the server may have taken more, and the kernel then refuses.
        Waiting.until("the disk of " + path.getFileName() + " is full", () -> resized("size=" + used()));
    }

    void makeRoom() {
        if (obstacle == null && !resized(ROOMY)) {
            throw new LocalStackException("cannot make room in " + path);
        }
    }

    private boolean resized(String size) {
        return run("mount", "-o", "remount," + size, path.toString()).isEmpty();
    }

    private long used() {
        try {
            FileStore store = Files.getFileStore(path);
            return store.getTotalSpace() - store.getUnallocatedSpace();
        } catch (IOException e) {
            throw new LocalStackException("cannot tell how full " + path + " is: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (obstacle != null) {
            return;
        }
        makeRoom();
        String notKept =
                run("cp", "-a", path + "/.", PrivateFiles.directory(kept).toString());
        if (!notKept.isEmpty()) {
            LOG.atWarn().addKeyValue("error", notKept).log("The files of a server could not be kept");
        }
        if (!Waiting.within(EMPTY_HANDED, () -> run("umount", path.toString()).isEmpty())) {
            run("umount", "--lazy", path.toString());
        }
    }

    /** What a command complains of; empty when it has succeeded. */
    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = process.waitFor();
            return code == 0 ? "" : said.isEmpty() ? command[0] + " ends with " + code : said;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("interrupted", e);
        }
    }
}
