/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import io.cascade.local.contract.JdbcUrl;
import io.cascade.local.host.ProjectHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a stack is started with.
 *
 * @param home root of the project
 * @param fresh whether earlier data is thrown away
 * @param temporary whether the data is thrown away at the end
 * @param ports chosen ones by part; any other part takes a free one
 * @param jvmOptions by service
 * @param environment by service
 * @param external the services that somebody else runs
 * @param given the databases that are not made here, by service
 * @param postgres settings of the server, as in {@code postgresql.conf}
 * @param postgresBinaries where PostgreSQL's programs are unpacked to, once for all stacks
 * @param stackFile where to tell other programs how to reach the stack
 */
record StackSettings(
        Path home,
        Path contracts,
        Path data,
        boolean fresh,
        boolean temporary,
        Map<String, Integer> ports,
        Map<String, List<String>> jvmOptions,
        Map<String, Map<String, String>> environment,
        Set<String> external,
        Map<String, JdbcUrl> given,
        Optional<Path> stackFile,
        Map<String, String> postgres,
        Path postgresBinaries,
        Progress progress) {

    Path connectorTemplate() {
        return ProjectHome.connectorTemplate(home);
    }

    Path metricsRules() {
        return home.resolve("deploy/observability/jmx-exporter.yaml");
    }
}
