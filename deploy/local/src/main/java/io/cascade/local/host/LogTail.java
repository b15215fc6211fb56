/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The last lines of a log, written since a given moment, for an error message that needs no second look elsewhere. Without
 * stack frames: the reasons between them are what counts.
 */
public final class LogTail {

    private static final int MAX_LINES = 30;
    private static final int MAX_WIDTH = 500;
    private static final int MAX_BYTES = 64 * 1024;
    private static final Pattern STACK_FRAME = Pattern.compile("\\s+(at |\\.\\.\\. \\d+ (more|common)).*");

    private final Path file;
    private final long start;

    private LogTail(Path file, long start) {
        this.file = file;
        this.start = start;
    }

    public static LogTail fromNow(Path file) {
        try {
            return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            return new LogTail(file, 0);
        }
    }

    @Override
    public String toString() {
        List<String> lines = text().lines()
                .filter(line -> !line.isBlank() && !STACK_FRAME.matcher(line).matches())
                .map(line -> line.length() > MAX_WIDTH ? line.substring(0, MAX_WIDTH) + " ..." : line)
                .toList();
        return lines.subList(Math.max(0, lines.size() - MAX_LINES), lines.size()).stream()
                .collect(Collectors.joining("\n  ", "The end of " + file + ":\n  ", ""));
    }

    /** Whether the text was written since, and not so long ago that much more has followed. */
    public boolean contains(String words) {
        return text().contains(words);
    }

    private String text() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(Math.max(Math.min(start, log.length()), log.length() - MAX_BYTES));
            byte[] bytes = new byte[(int) (log.length() - log.getFilePointer())];
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }
}
