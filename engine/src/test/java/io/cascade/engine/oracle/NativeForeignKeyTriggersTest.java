/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Triggers and rules of the tables' own that meddle: p 1 to 3; c 10, 20, 30 go with p, n 1, 2, 3 lose it. */
class NativeForeignKeyTriggersTest {

    private SideBySide sides;

    @BeforeEach
    void tables() {
        sides = SideBySide.of("c-p: a.p(id integer) <- b.c(p) CASCADE", "n-p: a.p(id integer) <- b.n(p) SET NULL")
                .tables("a", "CREATE TABLE p (id integer PRIMARY KEY, gone boolean)", "CREATE TABLE log_p (id integer)")
                .tables("b", "CREATE TABLE c (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON c (p)")
                .tables("b", "CREATE TABLE n (id integer PRIMARY KEY, p integer)", "CREATE INDEX ON n (p)")
                .tables("b", "CREATE TABLE log_c (id integer, p integer)")
                .install();
        sides.both("a", "INSERT INTO p VALUES (1), (2), (3)")
                .both("b", "INSERT INTO c VALUES (10, 1), (20, 2), (30, 3)")
                .both("b", "INSERT INTO n VALUES (1, 1), (2, 2), (3, 3)");
    }

    @Test
    void aParentThatItsTriggerKeepsKeepsItsChildren() {
        // Given
        trigger("a", "BEFORE DELETE ON p FOR EACH ROW", "IF OLD.id = 1 THEN RETURN NULL; END IF; RETURN OLD;");

        // When
        sides.both("a", "DELETE FROM p WHERE id < 3");

        // Then
        assertThat(sides.rows("p")).containsExactly("(1,)", "(3,)");
        assertThat(sides.rows("c")).containsExactly("(10,1)", "(30,3)");
    }

    @Test
    void aParentThatIsOnlyMarkedInsteadKeepsItsChildren() {
        // Given
        sides.both("a", "CREATE RULE mark AS ON DELETE TO p DO INSTEAD UPDATE p SET gone = true WHERE id = OLD.id");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.rows("p")).containsExactly("(1,t)", "(2,)", "(3,)");
        assertThat(sides.rows("c")).hasSize(3);
    }

    @Test
    void aRuleThatDoesMoreThanTheDeleteChangesNothingAboutIt() {
        // Given
        sides.both("a", "CREATE RULE note AS ON DELETE TO p DO ALSO INSERT INTO log_p VALUES (OLD.id)");
        sides.both("a", "CREATE RULE pair AS ON DELETE TO log_p DO ALSO DELETE FROM p WHERE id = OLD.id");

        // When
        sides.both("a", "INSERT INTO log_p VALUES (1), (7)").both("a", "DELETE FROM log_p WHERE id = 1");

        // Then
        assertThat(sides.rows("p")).isEqualTo(sides.nativeRows("p"));
        assertThat(sides.rows("c")).hasSize(sides.rows("p").size());
    }

    @Test
    void aRowThatItsTriggerPutsBackHasLostItsChildren() {
        // Given
        trigger("a", "AFTER DELETE ON p FOR EACH ROW", "INSERT INTO p VALUES (OLD.id, true); RETURN NULL;");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.rows("p")).containsExactly("(1,t)", "(2,)", "(3,)");
        assertThat(sides.rows("c")).containsExactly("(20,2)", "(30,3)");
        assertThat(sides.rows("n")).contains("(1,)");
        sides.both("b", "INSERT INTO c VALUES (11, 1)");
    }

    @Test
    void aRowThatAStatementTriggerPutsBackHasLostItsChildren() {
        // Given
        trigger("a", "AFTER DELETE ON p", "INSERT INTO p VALUES (1, true) ON CONFLICT DO NOTHING; RETURN NULL;");

        // When
        sides.both("a", "DELETE FROM p");

        // Then
        assertThat(sides.rows("p")).containsExactly("(1,t)");
        assertThat(sides.rows("c")).isEmpty();
        sides.both("b", "INSERT INTO c VALUES (11, 1)").bothRefuse("23503", "b", "INSERT INTO c VALUES (22, 2)");
    }

    @Test
    void aTriggerThatDeletesTheNextParentTakesItsChildrenToo() {
        // Given
        trigger("a", "BEFORE DELETE ON p FOR EACH ROW", "DELETE FROM p WHERE id = OLD.id + 1; RETURN OLD;");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 2");

        // Then
        assertThat(sides.rows("p")).containsExactly("(1,)");
        assertThat(sides.rows("c")).containsExactly("(10,1)");
    }

    @Test
    void aTriggerThatWaitsForTheCommitMayDeleteToo() {
        // Given
        sides.both(
                "a",
                "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN DELETE FROM p WHERE id = NEW.id; RETURN NULL; END'");
        sides.both(
                "a",
                "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON log_p DEFERRABLE INITIALLY DEFERRED"
                        + " FOR EACH ROW EXECUTE FUNCTION late()");

        // When
        sides.both("a", "BEGIN; INSERT INTO log_p VALUES (1); DELETE FROM p WHERE id = 2; COMMIT");

        // Then
        assertThat(sides.rows("c")).containsExactly("(30,3)");
        assertThat(sides.rows("n")).containsExactly("(1,)", "(2,)", "(3,3)");
    }

    @Test
    void aChildThatItsTriggerKeepsBecomesAnOrphan() {
        // Given
        trigger("b", "BEFORE DELETE ON c FOR EACH ROW", "RETURN NULL;");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.rows("p")).containsExactly("(2,)", "(3,)");
        assertThat(sides.rows("c")).containsExactly("(10,1)", "(20,2)", "(30,3)");
    }

    @Test
    void aReferenceThatATriggerMovesToALivingParentIsMoved() {
        // Given
        trigger("b", "BEFORE UPDATE ON n FOR EACH ROW", "NEW.p := coalesce(NEW.p, 3); RETURN NEW;");

        // When
        sides.both("a", "DELETE FROM p WHERE id <= 2");

        // Then
        assertThat(sides.rows("n")).containsExactly("(1,3)", "(2,3)", "(3,3)");
    }

    @Test
    void triggersOfTheChildrenSeeEachRowOnce() {
        // Given
        trigger("b", "AFTER DELETE ON c FOR EACH ROW", "INSERT INTO log_c VALUES (OLD.id, OLD.p); RETURN NULL;");
        trigger("b", "AFTER UPDATE ON n FOR EACH ROW", "INSERT INTO log_c VALUES (NEW.id, NEW.p); RETURN NULL;");

        // When
        sides.both("a", "DELETE FROM p WHERE id <= 2");

        // Then
        assertThat(sides.rows("log_c")).containsExactly("(1,)", "(10,1)", "(2,)", "(20,2)");
    }

    @Test
    void aTriggerOfTheChildMayTakeMoreOfItsTableAlong() {
        // Given
        trigger("b", "AFTER DELETE ON c FOR EACH ROW", "DELETE FROM c WHERE id = OLD.id + 10; RETURN NULL;");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 2");

        // Then
        assertThat(sides.rows("c")).containsExactly("(10,1)");
    }

    @Test
    void aRuleOfTheChildThatDoesMoreThanTheDeleteIsFollowed() {
        // Given
        sides.both("b", "CREATE RULE note AS ON DELETE TO c DO ALSO INSERT INTO log_c VALUES (OLD.id, OLD.p)");

        // When
        sides.both("a", "DELETE FROM p WHERE id = 1");

        // Then
        assertThat(sides.rows("c")).containsExactly("(20,2)", "(30,3)");
    }

    /** Of the same name for every table. */
    private void trigger(String service, String when, String body) {
        String table = when.replaceAll(".* ON (\\w+).*", "$1");
        sides.both(
                service,
                "CREATE FUNCTION meddle_" + table + "() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " + body
                        + " END$$");
        sides.both(service, "CREATE TRIGGER meddle " + when + " EXECUTE FUNCTION meddle_" + table + "()");
    }
}
