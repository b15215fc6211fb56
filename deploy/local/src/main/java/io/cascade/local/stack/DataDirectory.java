/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Everything that a stack keeps, for one stack at a time. */
final class DataDirectory implements AutoCloseable {

    private static final String MARK = "cascade.lock";

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Takes the directory for this process. The lock ends with the process, however that ends.
     */
    static DataDirectory open(Path directory) {
        Path root = directory.toAbsolutePath().normalize();
        refuseForeign(root);
        PrivateFiles.directory(root);
        Path lockFile = root.resolve(MARK);
        try {
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new LocalStackException("Another cascade runs on " + root + ownerOf(root)
                        + ". Stop that one, or choose another directory with --data.");
            }
            DataDirectory data = new DataDirectory(root, channel);
            PrivateFiles.write(
                    root.resolve("cascade.pid"),
                    Long.toString(ProcessHandle.current().pid()));
            PrivateFiles.directory(data.logs());
            return data;
        } catch (IOException e) {
            throw new LocalStackException("cannot use the data directory " + root + ": " + e.getMessage(), e);
        }
    }

    /** Throws away what an earlier stack kept. To be called once nothing runs on the data any more. */
    void clear() {
        PrivateFiles.deleteRecursively(postgres());
        PrivateFiles.deleteRecursively(kafka());
        PrivateFiles.deleteRecursively(logs());
        PrivateFiles.directory(logs());
        PrivateFiles.deleteRecursively(secrets());
        PrivateFiles.deleteRecursively(ports());
    }

    Path root() {
        return root;
    }

    Path postgres() {
        return root.resolve("postgres");
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path log(String part) {
        return logs().resolve(part + ".log");
    }

    Path processes() {
        return root.resolve("processes");
    }

    Path secrets() {
        return root.resolve("secrets.properties");
    }

    Path ports() {
        return root.resolve("ports.properties");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(root.resolve("cascade.pid"));
            channel.close();
        } catch (IOException e) {
            throw new LocalStackException("cannot release " + root, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException thisProcess) {
            return null;
        }
    }

    private static String ownerOf(Path root) {
        try {
            return " (process " + Files.readString(root.resolve("cascade.pid")).strip() + ")";
        } catch (IOException unknown) {
            return "";
        }
    }

    /** A mistyped --data with --fresh must not empty somebody's folder. */
    private static void refuseForeign(Path root) {
        String[] content = root.toFile().list();
        if (content != null && content.length > 0 && !Files.exists(root.resolve(MARK))) {
            throw new LocalStackException(
                    root + " is not empty and no data directory of cascade. Choose another --data.");
        }
    }
}
