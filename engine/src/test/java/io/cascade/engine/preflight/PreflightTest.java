/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.preflight;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.contracts.Contracts;
import io.cascade.engine.StartRefusedException;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestPostgres;
import io.cascade.engine.testing.TestService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

    private static final Contracts CASCADE = TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT 1 | the parent table public.p does not exist (r.yaml:1)",
                "CREATE TABLE p (nr bigint PRIMARY KEY) | has no column \"id\" (r.yaml:1)",
                "CREATE TABLE p (id integer PRIMARY KEY) | type mismatch: public.p.\"id\" is integer but the contract says bigint",
                "CREATE TABLE p (id bigint) | no primary key or unique constraint covers exactly (id)",
                "CREATE TABLE p (id bigint, x int, UNIQUE (id, x)) | no primary key or unique constraint covers exactly (id)",
                "CREATE TABLE p (id bigint UNIQUE DEFERRABLE) | no primary key or unique constraint covers exactly (id)",
                "CREATE TABLE p (id bigint PRIMARY KEY) PARTITION BY HASH (id) | is no ordinary table",
                "CREATE VIEW p AS SELECT 1::bigint AS id | is no ordinary table",
                "CREATE UNLOGGED TABLE p (id bigint PRIMARY KEY) | public.p is unlogged",
            })
    void aParentTableThatCannotBeReferredToIsRefused(String ddl, String reason) {
        TestService service = new TestService("a", CASCADE).sql(ddl);
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CASCADE | SELECT 1 | the child table public.c does not exist (r.yaml:1)",
                "CASCADE | CREATE TABLE c (x bigint) | has no column \"fk\"",
                "CASCADE | CREATE TABLE c (fk int); CREATE INDEX ON c (fk) | type mismatch: public.c.\"fk\" is integer",
                "CASCADE | CREATE TABLE c (fk bigint) | no index of public.c starts with (fk)",
                "CASCADE | CREATE TABLE c (fk bigint, x int); CREATE INDEX ON c (x, fk) | no index of public.c starts with (fk)",
                "SET NULL retain P30D | CREATE TABLE c (fk bigint); CREATE INDEX ON c (fk) | retain of 'r' (r.yaml:1) could never bring a reference back, because public.c has no primary key",
                "CASCADE eventual | CREATE TABLE c (x bigint, fk bigint GENERATED ALWAYS AS (x + 1) STORED); CREATE INDEX ON c (fk) | public.c.\"fk\" is a generated column",
                "CASCADE | CREATE TABLE c (fk bigint); CREATE INDEX ON c (fk) WHERE fk > 7 | no index of public.c starts with (fk)",
                "CASCADE | CREATE TABLE c (fk bigint, x int); CREATE INDEX ON c (fk) WHERE x IS NOT NULL | no index of public.c starts with (fk)",
                "CASCADE | CREATE TABLE c (fk bigint); CREATE INDEX ON c (fk); CREATE TABLE heir () INHERITS (c) | other tables inherit from public.c",
                "CASCADE | CREATE TABLE c (fk bigint); CREATE INDEX ON c USING brin (fk) | no index of public.c starts with (fk)",
                "SET NULL | CREATE TABLE c (fk bigint NOT NULL); CREATE INDEX ON c (fk) | is NOT NULL, so onDelete: SET NULL",
                "SET DEFAULT | CREATE TABLE c (fk bigint NOT NULL); CREATE INDEX ON c (fk) | is NOT NULL without a default",
                "CASCADE | CREATE TABLE c (fk bigint); CREATE INDEX ON c (fk);"
                        + " ALTER TABLE c ADD CONSTRAINT r FOREIGN KEY (fk) REFERENCES x | has a foreign key named 'r' to public.x",
            })
    void aChildTableWhoseForeignKeyWouldNotHoldIsRefused(String action, String ddl, String reason) {
        TestService service = new TestService("b", TestContracts.of("r: a.p(id bigint) <- b.c(fk) " + action))
                .sql("CREATE TABLE x (id bigint PRIMARY KEY)", ddl);
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SET DEFAULT | CREATE TABLE c (fk bigint); CREATE INDEX ON c (fk) | \"fk\" has no default (r.yaml:1)",
                "CASCADE | CREATE TABLE c (fk bigint) PARTITION BY LIST (fk); CREATE INDEX ON c (fk) | public.c is partitioned by \"fk\"",
                "CASCADE | CREATE TABLE c (fk bigint, t date) PARTITION BY LIST (t); CREATE INDEX ON c (fk); CREATE TABLE c1"
                        + " PARTITION OF c DEFAULT PARTITION BY RANGE (abs(fk)) | public.c is partitioned by \"fk\"",
            })
    void aChildTableWhoseOrphansWouldNotGoIsRefused(String action, String ddl, String reason) {
        TestService service = new TestService(
                        "b", TestContracts.of("r: a.p(id bigint) <- b.c(fk) " + action + "\ndeleteOrphan: true"))
                .sql(ddl);
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c DISABLE TRIGGER cascade_orphan_noted__r", "c_1 DISABLE TRIGGER cascade_orphan_noted__r"})
    void aDisabledOrphanTriggerIsRefusedAlsoOnAPartition(String change) {
        TestService service = new TestService(
                        "b", TestContracts.of("r: a.p(id bigint) <- b.c(fk) CASCADE\ndeleteOrphan: true"))
                .sql("CREATE TABLE c (fk bigint, t date) PARTITION BY LIST (t)", "CREATE INDEX ON c (fk)")
                .sql("CREATE TABLE c_1 PARTITION OF c DEFAULT")
                .install()
                .install();
        service.sql("ALTER TABLE " + change);
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("\"cascade_orphan_noted__r\" on public.c is disabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET NULL", "SET DEFAULT", "SET NULL\nsetColumns: [fk]"})
    void aComputedReferenceThatWouldHaveToBeSetIsRefusedBeforeAnythingIsInstalled(String action) {
        TestService service = new TestService(
                        "b", TestContracts.of("r: a.p(no bigint, id bigint) <- b.c(no, fk) " + action))
                .sql("CREATE TABLE c (id bigint, fk bigint, no bigint GENERATED ALWAYS AS (id / 10) STORED)")
                .sql("CREATE INDEX ON c (no, fk)", "INSERT INTO c (id) VALUES (1)");
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("public.c.\"no\" is a generated column");
    }

    @Test
    void aPartialIndexOverAllReferencesIsGoodEnough() {
        new TestService("b", CASCADE)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk) WHERE fk IS NOT NULL")
                .install();
    }

    @Test
    void aPartialIndexOverAllReferencesOfACompositeKeyIsGoodEnough() {
        new TestService("b", TestContracts.of("r: a.p(id bigint, no bigint) <- b.c(fk, \"No\") CASCADE"))
                .sql("CREATE TABLE c (fk bigint, \"No\" bigint)")
                .sql("CREATE INDEX ON c (fk, \"No\") WHERE fk IS NOT NULL AND \"No\" IS NOT NULL")
                .install();
    }

    @ParameterizedTest
    @CsvSource({"a,takes different texts for one key", "b,a cascade could delete too much"})
    void aKeyWithoutOneTextIsRefused(String name, String reason) {
        TestService service = new TestService(name, TestContracts.of("r: a.p(id text) <- b.c(fk) CASCADE"))
                .sql("CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
                .sql("CREATE TABLE p (id text COLLATE loose PRIMARY KEY)")
                .sql("CREATE TABLE c (fk text COLLATE loose)", "CREATE INDEX ON c (fk)");
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"a,p", "b,c"})
    void rowsThatAreHiddenFromTheRoleAreRefused(String name, String table) throws SQLException {
        TestService service = new TestService(name, CASCADE)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)", "CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .sql("ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
                .sql("DROP ROLE IF EXISTS plain", "CREATE ROLE plain")
                .sql("ALTER TABLE " + table + " OWNER TO plain");
        try (Connection connection = service.dataSource().getConnection()) {
            DSLContext plain = DSL.using(connection, SQLDialect.POSTGRES);
            plain.execute("SET ROLE plain");
            assertThatThrownBy(() -> new Preflight(new Catalog(plain)).check(name, CASCADE))
                    .hasMessageContaining("row-level security hides rows of public." + table);
        }
        service.sql("DROP OWNED BY plain CASCADE", "DROP ROLE plain");
    }

    @Test
    void aForeignKeyThatIsDeclaredNotEnforcedIsRefused() {
        TestService service = new TestService("b", CASCADE)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .install();
        service.sql("ALTER TABLE c ALTER CONSTRAINT r NOT ENFORCED");
        assertThatThrownBy(service::install).hasMessageContaining("is declared NOT ENFORCED");
    }

    @Test
    void aServerWithoutLogicalDecodingIsRefused() throws IOException {
        try (EmbeddedPostgres replica = TestPostgres.start("replica")) {
            Preflight preflight = new Preflight(new Catalog(TestPostgres.dsl(replica.getPostgresDatabase())));
            assertThatThrownBy(() -> preflight.check("a", CASCADE))
                    .hasMessageContaining("wal_level is 'replica'")
                    .hasMessageContaining("the parent table public.p does not exist");
        }
    }

    @Test
    void anEventualRelationshipToAServiceThatCannotBeAskedIsRefused() {
        // Given
        Contracts contracts = TestContracts.of(
                "r: a.p(id bigint) <- b.c(fk) CASCADE eventual", "s: other.p(id bigint) <- b.c(fk) CASCADE");
        TestService service =
                new TestService("b", contracts).sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)");
        Preflight preflight = new Preflight(new Catalog(service.dsl()));

        // When / Then
        assertThatThrownBy(() -> preflight.check("b", contracts, KeyLookup.NONE::reaches))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("'r' has check: eventual, but there is no way to ask a for a key (r.yaml:1)")
                .hasMessageNotContaining("'s'");
        preflight.check("b", contracts, name -> name.equals("a"));
    }

    @Test
    void aServiceThatNoRelationshipNamesIsRefused() {
        TestService service = new TestService("typo", CASCADE);
        assertThatThrownBy(service::install)
                .hasMessageContaining("no relationship names the service 'typo'; the contracts name a, b");
    }

    @ParameterizedTest
    @CsvSource({"DISABLE TRIGGER ALL", "ENABLE REPLICA TRIGGER cascade_publish_deleted__public__p__id"})
    void aDisabledTriggerIsRefusedAndNotSilentlyMended(String change) {
        TestService service = new TestService("a", CASCADE)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        service.sql("ALTER TABLE p " + change);
        assertThatThrownBy(service::install)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("\"cascade_publish_deleted__public__p__id\"")
                .hasMessageContaining("ENABLE ALWAYS TRIGGER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISABLE TRIGGER ALL", "ENABLE REPLICA TRIGGER \"%s\""})
    void aDisabledForeignKeyIsRefused(String change) {
        TestService service = new TestService("b", CASCADE)
                .sql("CREATE TABLE c (fk bigint)", "CREATE INDEX ON c (fk)")
                .install();
        String trigger = service.values(String.class, "SELECT tgname FROM pg_trigger WHERE tgrelid = 'c'::regclass")
                .get(0);
        service.sql("ALTER TABLE c " + change.formatted(trigger));
        assertThatThrownBy(service::install).hasMessageContaining("behind the foreign key of 'r' is disabled");
    }

    @Test
    void sessionsThatSkipForeignKeysAreRefused() {
        TestService service = new TestService("a", CASCADE).sql("CREATE TABLE p (id bigint PRIMARY KEY)");
        String database =
                service.values(String.class, "SELECT current_database()").get(0);
        service.sql("ALTER DATABASE " + database + " SET session_replication_role = replica")
                .newSessions();
        assertThatThrownBy(service::install).hasMessageContaining("session_replication_role is 'replica'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FOR TABLE cascade.heartbeat",
                "FOR TABLE cascade.outbox, cascade.heartbeat WITH (publish = 'delete', publish_via_partition_root)",
                "FOR TABLE cascade.outbox WHERE (keys > 1), cascade.heartbeat WITH (publish = 'insert', publish_via_partition_root)",
            })
    void aPublicationWithoutTheWholeOutboxIsRefused(String publication) {
        TestService service = new TestService("a", CASCADE)
                .sql("CREATE TABLE p (id bigint PRIMARY KEY)")
                .install();
        service.sql("CREATE PUBLICATION cascade_outbox " + publication);
        assertThatThrownBy(() -> new OutboxInstaller(service.dsl()).install("a"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("does not publish the inserts of cascade.outbox");
    }
}
