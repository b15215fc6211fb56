/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.docs;

import io.cascade.contracts.ContractSource;
import io.cascade.contracts.Contracts;
import io.cascade.engine.CascadeEngine;
import io.cascade.engine.EngineListener;
import io.cascade.engine.EngineSettings;
import io.cascade.engine.key.KeyLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The example of engine/README.md: a service without any framework. */
public final class PlainService {

    private PlainService() {}

    public static CascadeEngine start(String service, Path contracts, DataSource database, String kafka)
            throws IOException {
        return CascadeEngine.start(new EngineSettings(
                service,
                read(contracts),
                database,
                Map.of("bootstrap.servers", kafka),
                KeyLookup.NONE,
                EngineListener.NONE,
                EngineSettings.DEFAULT_KEY_WAIT,
                EngineSettings.DEFAULT_PARTITIONS,
                (short) 1));
    }

    private static Contracts read(Path contracts) throws IOException {
        List<ContractSource> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(contracts.resolve("relationships"))) {
            for (Path file : files.sorted().toList()) {
                sources.add(new ContractSource(file.toString(), Files.readString(file)));
            }
        }
        return Contracts.parse(sources);
    }
}
