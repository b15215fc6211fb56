/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.StartRefusedException;
import io.cascade.engine.install.script.InstallScript;
import io.cascade.engine.maintenance.Maintenance;
import io.cascade.engine.maintenance.Retention;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which rights the engine gives, takes away, and refuses to work with. */
class RoleGrantsTest {

    /** Every right of anybody but the owner, in the schema and on tables beside it. */
    private static final String RIGHTS =
            """
            SELECT concat_ws(' ', o.name, substring(a.grantee::regrole::text FROM '[a-z]+$'), string_agg(a.privilege_type, ',' ORDER BY a.privilege_type))
            FROM (SELECT n.nspname AS name, n.nspacl AS acl, n.nspowner AS owner FROM pg_namespace n WHERE n.nspname = 'cascade'
                  UNION ALL SELECT c.oid::regclass::text, c.relacl, c.relowner FROM pg_class c
                  WHERE c.relnamespace IN ('cascade'::regnamespace, 'public'::regnamespace)
                  UNION ALL SELECT a.attrelid::regclass || '.' || a.attname, a.attacl, c.relowner
                  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'cascade'::regnamespace
                  UNION ALL SELECT p.proname::text, coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner
                  FROM pg_proc p WHERE p.pronamespace = 'cascade'::regnamespace) AS o
            CROSS JOIN aclexplode(o.acl) AS a WHERE a.grantee <> o.owner GROUP BY o.name, a.grantee ORDER BY 1
            """;

    private static final String[] EXPECTED = {
        "c app DELETE,INSERT,SELECT,UPDATE",
        "c_id_seq app UPDATE,USAGE",
        "cascade app USAGE",
        "cascade debezium USAGE",
        "cascade.heartbeat debezium DELETE,INSERT,SELECT",
        "cascade.outbox debezium SELECT",
        "e app DELETE,INSERT,SELECT,UPDATE",
        "e_id_seq app UPDATE,USAGE",
        "k app DELETE,INSERT,SELECT,UPDATE",
        "k_id_seq app UPDATE,USAGE",
        "n app DELETE,INSERT,SELECT,UPDATE",
        "n_id_seq app UPDATE,USAGE",
        "r app DELETE,INSERT,SELECT,UPDATE",
        "r_id_seq app UPDATE,USAGE",
        "request_deletion app EXECUTE",
        "request_rows app EXECUTE",
        "requested_deletion app EXECUTE"
    };

    private static RoleFixture roles;
    private static TestService service;
    private static String application;
    private static String debezium;

    @BeforeAll
    static void install() {
        roles = new RoleFixture();
        service = roles.owner("b");
        String database =
                service.values(String.class, "SELECT current_database()").get(0);
        application = database + "_app";
        debezium = database + "_debezium";
    }

    @AfterAll
    static void drop() {
        roles.dropSlots();
    }

    @Test
    void exactlyTheseRightsAreGiven() {
        assertThat(rights()).containsExactly(EXPECTED);
    }

    @Test
    void whatElseWasGivenIsTakenAway() {
        // Given defaults such as many databases have, for whatever tables are made later, and some grants by hand
        service.sql(
                "ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO " + application + ", PUBLIC",
                "ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO " + application,
                "GRANT ALL ON ALL TABLES IN SCHEMA cascade TO " + application + ", " + debezium + ", PUBLIC",
                "GRANT SELECT (id, payload) ON cascade.outbox TO " + application,
                "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA cascade TO PUBLIC",
                "GRANT ALL ON SCHEMA cascade TO " + application + " WITH GRANT OPTION",
                "GRANT ALL ON c TO " + application + ", " + debezium,
                "REVOKE DELETE ON n FROM " + application);
        new Maintenance(
                        service.dsl(),
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(30)),
                        Retention.DEFAULT,
                        () -> grants(application, debezium).install(service.dsl()))
                .run();

        // Then also on partitions that were made just now
        assertThat(rights()).containsExactly(EXPECTED);
        service.sql(
                "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM " + application + ", PUBLIC",
                "ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM " + application);
    }

    @Test
    void whoMayReadTheTablesOfTheApplicationIsItsAffair() {
        String reader = service.createRole("reader", "LOGIN");
        service.sql("GRANT SELECT ON c, cascade.delivery TO " + reader, "GRANT SELECT ON c TO PUBLIC");
        grants(application, debezium).install(service.dsl());
        assertThat(rights()).contains("c reader SELECT", "cascade.delivery reader SELECT");
        assertThat(service.values(Boolean.class, "SELECT has_table_privilege('" + debezium + "', 'c', 'SELECT')"))
                .containsExactly(true);
        service.sql("REVOKE ALL ON c, cascade.delivery FROM " + reader, "REVOKE ALL ON c FROM PUBLIC");
    }

    @Test
    void whereNothingDiffersNothingIsWritten() {
        String versions =
                "SELECT string_agg(concat(relname, xmin), ',' ORDER BY oid) FROM pg_class WHERE relacl IS NOT NULL";
        List<String> before = service.values(String.class, versions);

        grants(application, debezium).install(service.dsl());
        grants(application, debezium).blocks().forEach(service::sql);

        assertThat(service.values(String.class, versions)).isEqualTo(before);
    }

    @Test
    void theScriptGivesTheSame() {
        service.sql(
                "REVOKE ALL ON ALL TABLES IN SCHEMA cascade FROM " + debezium,
                "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM " + application,
                "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA cascade FROM " + application);
        assertThat(new InstallScript("b", RoleFixture.CONTRACTS, new Roles(application, debezium)).render())
                .contains(grants(application, debezium).blocks().get(0));
        assertThat(new InstallScript("b", RoleFixture.CONTRACTS).render())
                .doesNotContain("PERFORM cascade.install_roles");

        grants(application, debezium).blocks().forEach(service::sql);

        assertThat(rights()).containsExactly(EXPECTED);
    }

    @Test
    void rolesThatCouldNotBeHeldBackAreRefused() {
        String owner = service.values(String.class, "SELECT current_user").get(0);
        String member = service.createRole("member", "LOGIN IN ROLE " + owner);
        assertReasons(
                "nobody_of_" + owner, null, "does not exist; create it: CREATE ROLE nobody_of_" + owner + " LOGIN");
        assertReasons("postgres", null, "is a superuser");
        assertReasons(owner, null, "is " + owner + " itself, or a member of it");
        assertReasons(member, null, "is " + owner + " itself, or a member of it");
        assertReasons(null, application, "may not replicate, so no event would leave the database");
        assertReasons(debezium, debezium, "is also the other one");
        assertThatThrownBy(() -> grants("postgres", null).blocks().forEach(service::sql))
                .hasStackTraceContaining("is a superuser");
    }

    @Test
    void theStatementsOfTheReadmeMakeRolesThatCanBeHeldBack() throws IOException {
        // Given
        TestService server = new TestService("b", RoleFixture.CONTRACTS);
        String name = server.values(String.class, "SELECT current_database()").get(0) + "_orders";
        Matcher block = Pattern.compile("```sql\\R(CREATE ROLE orders .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).isTrue();

        // When
        for (String statement : block.group(1).replace("orders", name).split(";\\R")) {
            server.sql(statement);
        }

        // Then
        assertThat(service.values(
                        String.class, "SELECT cascade.role_reasons('" + name + "_app', '" + name + "_debezium')"))
                .isEmpty();
        server.sql("DROP DATABASE " + name, "DROP ROLE " + name + ", " + name + "_app, " + name + "_debezium");
    }

    private static void assertReasons(@Nullable String application, @Nullable String debezium, String reason) {
        assertThatThrownBy(() -> grants(application, debezium).install(service.dsl()))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void tablesThatNoContractNamesAreLeftAlone() {
        // Given the same database for somebody who knows only one of the relationships
        RoleGrants one = new RoleGrants(
                new Roles(application, debezium),
                "b",
                TestContracts.of("nul: a.p(id bigint) <- b.n(p) SET NULL retain P30D"));
        service.sql("REVOKE ALL ON c, n FROM " + application);

        one.install(service.dsl());

        assertThat(rights())
                .contains("n app DELETE,INSERT,SELECT,UPDATE")
                .noneMatch(right -> right.startsWith("c app"));
        grants(application, debezium).install(service.dsl());
    }

    private static RoleGrants grants(@Nullable String application, @Nullable String debezium) {
        return new RoleGrants(new Roles(application, debezium), "b", RoleFixture.CONTRACTS);
    }

    private static List<String> rights() {
        return service.values(String.class, RIGHTS);
    }
}
