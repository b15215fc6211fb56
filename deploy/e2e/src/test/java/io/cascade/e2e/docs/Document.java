/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of documentation, and the parts of it that can be held to the truth. */
public record Document(Path path, String text) {

    static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".cascade", "node_modules");
    private static final Pattern MARKED = Pattern.compile("<!-- test: (.+?) -->\\R```\\w+\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    public static Document of(String path) {
        return read(HOME.resolve(path));
    }

    /** Every page of the project. */
    static List<Document> all() throws IOException {
        List<Document> documents = new ArrayList<>();
        Files.walkFileTree(HOME, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return NOT_OURS.contains(directory.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".md")) {
                    documents.add(read(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return documents;
    }

    /** The fenced block behind a comment {@code <!-- test: mark -->}. */
    public String block(String mark) {
        String block = blocks("").get(mark);
        if (block == null) {
            throw new NoSuchElementException(path + " has no block marked '" + mark + "'");
        }
        return block;
    }

    /** The marked blocks whose mark starts so, in their order. */
    public Map<String, String> blocks(String prefix) {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher matcher = MARKED.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).startsWith(prefix)) {
                blocks.put(matcher.group(1), matcher.group(2));
            }
        }
        return blocks;
    }

    /** Links to files of the project. */
    List<String> links() {
        return LINK.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("(https?|mailto):.*"))
                .toList();
    }

    private static Document read(Path path) {
        try {
            return new Document(path, Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
