/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cascade.engine.testing.TestService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody with the application's password tries to get in. */
class ApplicationRoleTest {

    private static final String REFUSED = "42501";

    /** What it is meant to call. */
    private static final Set<String> CALLABLE = Set.of(
            "cascade.request_deletion(regclass,text,interval)",
            "cascade.request_rows(regclass,tid[],interval,text)",
            "cascade.requested_deletion(uuid)");

    private static RoleFixture roles;

    @BeforeAll
    static void install() {
        roles = new RoleFixture();
        owner("a").sql("INSERT INTO p VALUES (1), (2)", "INSERT INTO g VALUES (1)", "INSERT INTO o VALUES (1)");
        roles.system.deliver();
        owner("b").sql("INSERT INTO c (p) VALUES (1)", "INSERT INTO r (g) VALUES (1)", "INSERT INTO k (o) VALUES (1)");
    }

    @AfterAll
    static void drop() {
        roles.dropSlots();
    }

    private static TestService owner(String service) {
        return roles.owner(service);
    }

    private static TestService application(String service) {
        return roles.application(service);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "d"})
    void noTableOfTheEngineCanBeReadOrWritten(String service) {
        // Given whatever is there, so that a new table is covered
        List<String> relations = owner(service)
                .values(
                        String.class,
                        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'cascade'::regnamespace"
                                + " AND relkind IN ('r', 'p', 'v', 'm', 'f')");
        assertThat(relations).hasSizeGreaterThan(25).contains("cascade.outbox", "cascade.retained_row");

        // When / Then
        TestService application = application(service);
        for (String relation : relations) {
            String column = owner(service)
                    .values(
                            String.class,
                            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '"
                                    + relation.replace("'", "''") + "'::regclass AND attnum = 1")
                    .get(0);
            assertRefused(application, "SELECT count(*) FROM " + relation);
            assertRefused(application, "INSERT INTO " + relation + " DEFAULT VALUES");
            assertRefused(application, "UPDATE " + relation + " SET " + column + " = DEFAULT");
            assertRefused(application, "DELETE FROM " + relation);
            assertRefused(application, "TRUNCATE " + relation);
            assertRefused(application, "BEGIN; LOCK TABLE " + relation + " IN ACCESS SHARE MODE; COMMIT");
            assertRefused(application, "COPY " + relation + " TO STDOUT");
        }
        for (String sequence : owner(service)
                .values(
                        String.class,
                        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'cascade'::regnamespace AND relkind = 'S'")) {
            assertRefused(application, "SELECT nextval('" + sequence + "')");
            assertRefused(application, "SELECT setval('" + sequence + "', 1)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "b", "d"})
    void onlyWhatAsksForDeletionsCanBeCalled(String service) {
        String callable = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'cascade'::regnamespace"
                + " AND has_function_privilege(%s, oid, 'EXECUTE')";
        assertThat(application(service).values(String.class, callable.formatted("current_user")))
                .containsExactlyInAnyOrderElementsOf(CALLABLE);
        assertThat(owner(service).values(String.class, callable.formatted("'public'::name")))
                .as("for everybody")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE cascade.mine (id int)",
                "CREATE FUNCTION cascade.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE OR REPLACE FUNCTION cascade.own_deletion() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
                "CREATE VIEW cascade.mine AS SELECT 1",
                "ALTER TABLE p DISABLE TRIGGER ALL",
                "ALTER TABLE p DISABLE TRIGGER cascade_publish_deleted__public__p__id",
                "DROP TRIGGER cascade_publish_deleted__public__p__id ON p",
                "CREATE TRIGGER mine BEFORE DELETE ON p EXECUTE FUNCTION suppress_redundant_updates_trigger()",
                "CREATE RULE mine AS ON DELETE TO p DO INSTEAD NOTHING",
                "ALTER TABLE p RENAME TO q2",
                "TRUNCATE p",
                "SET session_replication_role = replica",
                "ALTER DATABASE CURRENT_DATABASE SET cascade.deletion = ''",
                "DROP PUBLICATION cascade_outbox",
                "ALTER PUBLICATION cascade_outbox ADD TABLE p",
                "CREATE PUBLICATION mine FOR TABLE p",
                "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
                "SELECT pg_drop_replication_slot('cascade_a')",
                "SELECT pg_logical_slot_get_changes('cascade_a', NULL, NULL)",
                "CREATE TABLE mine (p bigint REFERENCES p)",
                "DROP SCHEMA cascade CASCADE",
                "DO $$BEGIN EXECUTE 'SET ROLE ' || (SELECT nspowner::regrole FROM pg_namespace WHERE nspname = 'cascade'); END$$",
            })
    void nothingThatEnforcesCanBeSwitchedOffOrReplaced(String statement) {
        TestService application = application("a");
        String database =
                application.values(String.class, "SELECT current_database()").get(0);
        assertRefused(application, statement.replace("CURRENT_DATABASE", database));
        assertThat(owner("a").count("p WHERE id IN (1, 2)")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT cascade.begin_trial(gen_random_uuid())",
                "SELECT cascade.current_deletion()",
                "SELECT cascade.store_intent(gen_random_uuid(), 'sql', NULL, '1 s', '[]', NULL)",
                "SELECT cascade.install_roles('postgres', NULL, NULL)",
                "CREATE TEMP TABLE t (id bigint); CREATE TRIGGER t AFTER DELETE ON t REFERENCING OLD TABLE AS old_rows"
                        + " FOR EACH STATEMENT EXECUTE FUNCTION cascade.publish_deleted__public__p__id()",
            })
    void whatTheTriggersUseCannotBeUsedWithoutThem(String statement) {
        assertRefused(application("a"), statement);
    }

    @Test
    void aMessageInTheLogIsNoEvent() {
        // Given what PostgreSQL lets everybody write
        long before = owner("a").count("cascade.outbox");

        // When
        application("a").sql("SELECT pg_logical_emit_message(true, 'cascade.outbox', '{\"keys\":{\"id\":[1]}}')");

        // Then the slot has it, and nothing that the connector takes: a test of it is in deploy/local
        assertThat(owner("a").count("cascade.outbox")).isEqualTo(before);
    }

    @Test
    void aDeletionOfSomebodyElseCannotBeAddedTo() {
        // Given a deletion that keeps copies
        TestService owner = owner("a");
        UUID theirs = UUID.randomUUID();
        owner.sql(
                "INSERT INTO p VALUES (10), (11)",
                "BEGIN; SET LOCAL cascade.deletion = '" + theirs + "'; DELETE FROM p WHERE id = 10; COMMIT");

        // When / Then
        assertRefused(
                application("a"),
                "BEGIN; SET LOCAL cascade.deletion = '" + theirs + "'; SET LOCAL cascade.retain = 'off';"
                        + " DELETE FROM p WHERE id = 11; COMMIT");
        assertThat(owner.values(Boolean.class, "SELECT retain FROM cascade.deletion WHERE id = '" + theirs + "'"))
                .containsExactly(true);
        assertThat(owner.count("p WHERE id = 11")).isOne();

        // And one of its own, in one transaction, is its own
        UUID own = UUID.randomUUID();
        application("a")
                .sql(
                        "BEGIN; SET LOCAL cascade.deletion = '" + own + "'; SAVEPOINT s; DELETE FROM p WHERE id = 11;"
                                + " RELEASE s; DELETE FROM o WHERE id = 99; INSERT INTO p VALUES (12); DELETE FROM p WHERE id = 12; COMMIT");
        assertThat(owner.count("cascade.delivery WHERE deletion_id = '" + own + "'"))
                .isEqualTo(4);
        roles.system.deliver();
    }

    @Test
    void aDeleteCannotBeSaidToFollowFromAnEventOfOthers() {
        // Given
        TestService owner = owner("b");
        owner.sql("INSERT INTO c VALUES (20, 2)");

        // When
        application("b")
                .sql("BEGIN; SET LOCAL cascade.cause = '" + UUID.randomUUID() + "'; SET LOCAL cascade.origin = 'cas';"
                        + " DELETE FROM c WHERE id = 20; COMMIT");

        // Then it is one of its own, and so are its copies
        assertThat(
                        owner.values(
                                String.class,
                                "SELECT concat_ws('/', e.origin, e.requested_by = current_user || '_app', d.cause_event, d.cause_relationship)"
                                        + " FROM cascade.delivery d JOIN cascade.deletion e ON e.id = d.deletion_id ORDER BY d.created_at DESC LIMIT 1"))
                .containsExactly("sql/t");
        assertThat(
                        owner.values(
                                String.class,
                                "SELECT concat(row ->> 'id', '/', cause_event, relationship) FROM cascade.retained_row ORDER BY id DESC LIMIT 1"))
                .containsExactly("20/");
        roles.system.deliver();
    }

    @Test
    void copiesCannotBePutUnderADeletionOfSomebodyElse() {
        // Given a deletion that the engine carries out here
        TestService owner = owner("b");
        UUID theirs = UUID.randomUUID();
        owner.sql(
                "INSERT INTO n VALUES (30, 2)",
                "INSERT INTO cascade.deletion (id, origin) VALUES ('" + theirs + "', 'cas')");

        // When / Then by a table that publishes nothing, and so never names a deletion itself
        assertRefused(
                application("b"),
                "BEGIN; SET LOCAL cascade.deletion = '" + theirs + "'; SET LOCAL cascade.cause = '" + UUID.randomUUID()
                        + "'; SET LOCAL cascade.changing = 'yes'; UPDATE n SET p = NULL WHERE id = 30; COMMIT");
        assertThat(owner.values(Long.class, "SELECT p FROM n WHERE id = 30")).containsExactly(2L);
        assertThat(owner.count("cascade.retained_row WHERE deletion_id = '" + theirs + "'"))
                .isZero();
    }

    @Test
    void aVoteCannotBeGoneAround() {
        // Given a deletion that is being decided: nobody refers to the key at present
        TestService owner = owner("a");
        owner.sql("INSERT INTO g VALUES (40)");
        roles.system.deliver();
        UUID deletion = application("a")
                .dsl()
                .fetchSingle("SELECT cascade.request_deletion('g', 'id = 40', '10 min')")
                .get(0, UUID.class);
        owner("b").take(owner.takeOutbox());
        owner("b").work();

        // When / Then the child's application says that it belongs to that deletion
        assertThatThrownBy(() -> application("b")
                        .sql("BEGIN; SET LOCAL cascade.deletion = '" + deletion
                                + "'; INSERT INTO r (g) VALUES (40); COMMIT"))
                .hasStackTraceContaining("a deletion is being decided");
        assertThat(owner("b").count("r WHERE g = 40")).isZero();
        assertThat(state("a", deletion)).isEqualTo("voting");

        // And the parent's cannot delete before the answer, nor after
        String delete = "BEGIN; SET LOCAL cascade.deletion = '" + deletion + "'; DELETE FROM g WHERE id = 40; COMMIT";
        assertThatThrownBy(() -> application("a").sql(delete)).hasStackTraceContaining("needs the consent");
        owner.sql("UPDATE cascade.intent SET state = 'approved' WHERE deletion_id = '" + deletion + "'");
        assertThatThrownBy(() -> application("a").sql(delete)).hasStackTraceContaining("needs the consent");
        owner.sql("UPDATE cascade.intent SET state = 'voting' WHERE deletion_id = '" + deletion + "'");
        roles.system.deliver();
        assertThat(state("a", deletion)).isEqualTo("executed");
        assertThat(owner.count("g")).isOne();
    }

    private static String state(String service, UUID deletion) {
        return application(service)
                .dsl()
                .fetchSingle("SELECT state FROM cascade.requested_deletion(?)", deletion)
                .get(0, String.class);
    }

    @Test
    void rowsOfTablesThatItMayNotDeleteFromCannotBeAskedFor() {
        TestService owner = owner("a");
        long before = owner.count("cascade.intent");
        owner.sql("REVOKE DELETE ON g FROM " + appOf(owner));
        try {
            assertRefused(application("a"), "SELECT cascade.request_deletion('g', 'true')");
            assertRefused(application("a"), "SELECT cascade.request_rows('g', ARRAY['(0,1)'::tid], '1 s', '')");
        } finally {
            owner.sql("GRANT DELETE ON g TO " + appOf(owner));
        }
        assertThat(owner.count("cascade.intent")).isEqualTo(before);
    }

    @Test
    void aTableOfItsOwnCannotLendItTheEnginesRights() {
        // Given a table whose trigger notes who runs it
        TestService owner = owner("a");
        String database = database(owner);
        owner.sql("GRANT TEMPORARY ON DATABASE " + database + " TO " + appOf(owner));
        List<String> trap = List.of(
                "CREATE TEMP TABLE log (who text)",
                "CREATE TEMP TABLE bait (id bigint)",
                "INSERT INTO bait VALUES (1)",
                "CREATE FUNCTION pg_temp.note() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN INSERT INTO pg_temp.log VALUES (current_user); RETURN OLD; END$$",
                "CREATE TRIGGER note BEFORE DELETE ON bait FOR EACH ROW EXECUTE FUNCTION pg_temp.note()",
                "CREATE CONSTRAINT TRIGGER later AFTER INSERT ON bait DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
                        + " EXECUTE FUNCTION pg_temp.note()");

        // When it is asked for directly, and when its deferred trigger waits during another request
        application("a").dsl().connection(connection -> {
            try (java.sql.Statement statement = connection.createStatement()) {
                for (String sql : trap) {
                    statement.execute(sql);
                }
                assertThatThrownBy(
                                () -> statement.execute(
                                        "SELECT cascade.request_rows('pg_temp.bait', (SELECT array_agg(ctid) FROM bait), '1 s', 'pg_temp')"))
                        .hasMessageContaining("cannot ask for deletions");
                connection.setAutoCommit(false);
                statement.execute("INSERT INTO bait VALUES (2)");
                statement.execute("SELECT cascade.request_deletion('g', 'id = 1', '0 s')");
                connection.commit();

                // Then
                try (java.sql.ResultSet log = statement.executeQuery("SELECT DISTINCT who FROM log")) {
                    assertThat(log.next()).isTrue();
                    assertThat(log.getString(1)).isEqualTo(appOf(owner));
                    assertThat(log.next()).isFalse();
                }
                connection.rollback();
                connection.setAutoCommit(true);
            }
        });
        roles.system.deliver();
        assertThat(owner.count("g WHERE id = 1")).as("its child refuses").isOne();
    }

    @Test
    void namesOfItsOwnAreNeverFoundByTheEnginesFunctions() {
        // Given a schema of the application in front of everything, with what the engine's functions use
        TestService owner = owner("a");
        String database = database(owner);
        owner.sql(
                "GRANT CREATE, TEMPORARY ON DATABASE " + database + " TO " + appOf(owner),
                "INSERT INTO p VALUES (50), (51)");
        List<String> traps = new ArrayList<>(List.of(
                "CREATE SCHEMA evil",
                "CREATE TABLE evil.log (who name)",
                "GRANT ALL ON SCHEMA evil TO PUBLIC",
                "GRANT ALL ON evil.log TO PUBLIC"));
        for (String function : List.of(
                "current_setting(text, boolean) RETURNS text|'x'",
                "set_config(text, text, boolean) RETURNS text|'x'",
                "nextval(text) RETURNS bigint|1",
                "nextval(regclass) RETURNS bigint|1",
                "hashint8extended(bigint, bigint) RETURNS bigint|1",
                "string_agg_one(text) RETURNS text|'x'",
                "gen_random_uuid() RETURNS uuid|NULL::uuid",
                "to_json(text) RETURNS json|'1'::json",
                "pg_has_role(name, name, text) RETURNS boolean|true",
                "pg_has_role(text, text, text) RETURNS boolean|true",
                "pg_current_xact_id() RETURNS xid8|'1'::xid8",
                "and_bits(bigint, integer) RETURNS bigint|1",
                "same(text, text) RETURNS boolean|true",
                "differs(text, text) RETURNS boolean|false",
                "joined(text, text) RETURNS text|'x'",
                "same_id(uuid, uuid) RETURNS boolean|true")) {
            String[] parts = function.split("\\|");
            traps.add("CREATE FUNCTION evil." + parts[0] + " LANGUAGE plpgsql AS $$BEGIN"
                    + " INSERT INTO evil.log VALUES (current_user); RETURN " + parts[1] + "; END$$");
        }
        traps.addAll(List.of(
                "CREATE OPERATOR evil.& (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = evil.and_bits)",
                "CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.same)",
                "CREATE OPERATOR evil.<> (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.differs)",
                "CREATE OPERATOR evil.|| (LEFTARG = text, RIGHTARG = text, FUNCTION = evil.joined)",
                "CREATE OPERATOR evil.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = evil.same_id)",
                "CREATE TEMP TABLE old_rows (id bigint)",
                "CREATE TEMP TABLE new_rows (id bigint)",
                "CREATE TEMP TABLE pg_class (oid oid, relkind \"char\")",
                "CREATE TEMP TABLE pg_roles (oid oid, rolname name)",
                "CREATE TEMP TABLE events (id uuid)",
                "INSERT INTO pg_temp.old_rows VALUES (1), (2)",
                "INSERT INTO pg_temp.new_rows VALUES (777)",
                "SET search_path = evil, pg_temp, pg_catalog, public",
                "SET standard_conforming_strings = off"));

        // When
        application("a").dsl().connection(connection -> {
            try (java.sql.Statement statement = connection.createStatement()) {
                for (String sql : traps) {
                    statement.execute(sql);
                }
                statement.execute("DELETE FROM public.p WHERE id = 50");
                statement.execute("INSERT INTO public.p VALUES (52)");
                statement.execute("SELECT cascade.request_deletion('public.g', 'id OPERATOR(pg_catalog.=) 1', '0 s')");
                statement.execute("RESET ALL");
            }
        });

        // Then exactly this was published, and nothing ran with the engine's rights
        assertThat(owner.values(String.class, "SELECT DISTINCT who FROM evil.log WHERE who <> '" + appOf(owner) + "'"))
                .isEmpty();
        assertThat(
                        owner.values(
                                String.class,
                                "SELECT payload::json -> 'keys' ->> 'id' FROM cascade.outbox WHERE topic LIKE '%.p' ORDER BY created_at DESC LIMIT 2"))
                .containsExactly("[52]", "[50]");
        roles.system.deliver();
        assertThat(owner.count("g WHERE id = 1")).isOne();
        assertThat(owner.count("p WHERE id IN (1, 2, 51, 52)")).isEqualTo(4);
        owner.sql("REVOKE CREATE ON DATABASE " + database + " FROM " + appOf(owner));
        application("a").sql("DROP SCHEMA evil CASCADE");
    }

    private static String database(TestService owner) {
        return owner.values(String.class, "SELECT current_database()").get(0);
    }

    private static String appOf(TestService owner) {
        return database(owner) + "_app";
    }

    private static void assertRefused(TestService role, String statement) {
        assertThatThrownBy(() -> role.sql(statement))
                .as(statement)
                .hasRootCauseInstanceOf(org.postgresql.util.PSQLException.class)
                .rootCause()
                .extracting(failure -> ((java.sql.SQLException) failure).getSQLState())
                .as("%s", statement)
                .isEqualTo(REFUSED);
    }
}
