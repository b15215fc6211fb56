/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/** Copies sources with their times, so that nothing looks changed, and without what was built or belongs to the machine. */
final class DirectoryCopy extends SimpleFileVisitor<Path> {

    private static final Set<String> NOT_COPIED = Set.of("target", ".git", ".cascade", "node_modules", "__pycache__");

    private final Path from;
    private final Path to;

    private DirectoryCopy(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    static Path of(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new DirectoryCopy(from, to));
        return to;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
        if (!directory.equals(from)
                && NOT_COPIED.contains(directory.getFileName().toString())) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        Files.createDirectories(to.resolve(from.relativize(directory)));
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
        return FileVisitResult.CONTINUE;
    }
}
