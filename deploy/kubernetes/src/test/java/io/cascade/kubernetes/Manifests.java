/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All objects of a rendered overlay. */
record Manifests(List<Manifest> all) {

    static Manifests parse(String yaml) {
        ObjectMapper mapper = new YAMLMapper();
        List<Manifest> all = new ArrayList<>();
        try (var documents = mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            documents.forEachRemaining(document -> all.add(new Manifest(document)));
        } catch (IOException e) {
            throw new IllegalArgumentException("kustomize has printed something else than YAML", e);
        }
        return new Manifests(List.copyOf(all));
    }

    Stream<Manifest> of(String... kinds) {
        return all.stream().filter(manifest -> List.of(kinds).contains(manifest.kind()));
    }

    Optional<Manifest> find(String kind, String name) {
        return of(kind).filter(manifest -> manifest.name().equals(name)).findFirst();
    }

    Manifest get(String kind, String name) {
        return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind + "/" + name));
    }

    /** The pods that these objects lead to: those that are written out here, and those that operators make of theirs. */
    List<Pods> pods() {
        return all.stream().flatMap(manifest -> Pods.of(manifest).stream()).toList();
    }

    /** A copy that may be broken without breaking this one. */
    Manifests copy() {
        return new Manifests(all.stream()
                .map(manifest -> new Manifest(manifest.json().deepCopy()))
                .toList());
    }
}
