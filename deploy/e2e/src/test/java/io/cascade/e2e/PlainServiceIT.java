/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static io.cascade.e2e.Waits.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.e2e.docs.PlainService;
import io.cascade.engine.CascadeEngine;
import io.cascade.testkit.StackCondition;
import io.cascade.testkit.StackService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;

/** The documented example of a service without a framework takes the place of one on Quarkus. */
@ExtendWith({StackCondition.class, Family.class})
class PlainServiceIT {

    private final Stack stack;
    private final StackService replaced;

    PlainServiceIT(Stack stack) {
        this.stack = stack;
        this.replaced = stack.service("grandchild-service");
    }

    @AfterEach
    void bringBackTheReplacedService() {
        replaced.restart();
    }

    @Test
    void aPlainJavaServiceTakesPartWithADataSourceKafkaAndTheContracts() throws Exception {
        // Given
        replaced.stop();
        try (CascadeEngine engine = PlainService.start(
                replaced.name(),
                Path.of("src/test/family"),
                dataSource(),
                stack.running().bootstrapServers())) {
            eventually().until(() -> engine.health().ready());
            stack.parents().run("INSERT INTO parents (id, name) VALUES (6000, 'plain')");
            eventually()
                    .until(() -> stack.children().count("cascade.parent_service__parents__id WHERE id = 6000") == 1);
            stack.children().run("INSERT INTO children (id, parent_id, name) VALUES (6000000, 6000, 'c')");
            eventually()
                    .until(() ->
                            stack.grandchildren().count("cascade.child_service__children__id WHERE id = 6000000") == 1);
            stack.grandchildren().run("INSERT INTO grandchildren (child_id) VALUES (6000000), (6000000)");

            // When
            stack.parents().run("DELETE FROM parents WHERE id = 6000");

            // Then
            eventually().until(() -> stack.grandchildren().count("grandchildren WHERE child_id = 6000000") == 0);
            assertThat(engine.deadLetters().newest(null, null, 10)).isEmpty();
        }
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(replaced.jdbcUrl());
        dataSource.setUser(replaced.user());
        dataSource.setPassword(replaced.password());
        return dataSource;
    }
}
