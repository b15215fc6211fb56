/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.role;

import io.cascade.contracts.Contracts;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.testing.TestContracts;
import io.cascade.engine.testing.TestService;
import io.cascade.engine.testing.TestSystem;
import java.util.HashMap;
import java.util.Map;

/** Three services, each with an owner that is no superuser, an application's role and Debezium's. */
final class RoleFixture {

    /** Of every kind of relationship one, and two levels. */
    static final Contracts CONTRACTS = TestContracts.of(
            "cas: a.p(id bigint) <- b.c(p) CASCADE retain P30D",
            "low: b.c(id bigint) <- d.x(c) CASCADE retain P30D",
            "nul: a.p(id bigint) <- b.n(p) SET NULL retain P30D",
            "res: a.g(id bigint) <- b.r(g) RESTRICT",
            "eve: a.q(id bigint) <- b.e(q) CASCADE eventual",
            "orp: a.o(id bigint) <- b.k(o) CASCADE\ndeleteOrphan: true");

    final TestSystem system = new TestSystem(CONTRACTS, TestService::owned);
    private final Map<String, TestService> applications = new HashMap<>();

    RoleFixture() {
        owner("a")
                .sql(
                        "CREATE TABLE p (id bigint PRIMARY KEY, name text)",
                        "CREATE TABLE g (id bigint PRIMARY KEY)",
                        "CREATE TABLE q (id bigint PRIMARY KEY)",
                        "CREATE TABLE o (id bigint PRIMARY KEY)",
                        "CREATE TABLE local (id bigserial PRIMARY KEY, p bigint REFERENCES p ON DELETE CASCADE)");
        owner("b")
                .sql(
                        "CREATE TABLE c (id bigserial PRIMARY KEY, p bigint)",
                        "CREATE TABLE n (id bigserial PRIMARY KEY, p bigint)",
                        "CREATE TABLE r (id bigserial PRIMARY KEY, g bigint)",
                        "CREATE TABLE e (id bigserial PRIMARY KEY, q bigint)",
                        "CREATE TABLE k (id bigserial PRIMARY KEY, o bigint)",
                        "CREATE INDEX ON c (p)",
                        "CREATE INDEX ON n (p)",
                        "CREATE INDEX ON r (g)",
                        "CREATE INDEX ON e (q)",
                        "CREATE INDEX ON k (o)");
        owner("d").sql("CREATE TABLE x (id bigserial PRIMARY KEY, c bigint)", "CREATE INDEX ON x (c)");
        system.install();
        system.services().forEach(this::grant);
    }

    private void grant(TestService service) {
        String application = service.createRole("app", "LOGIN");
        String debezium = service.createRole("debezium", "LOGIN REPLICATION");
        new OutboxInstaller(service.dsl()).install(service.name());
        grants(service, application, debezium).install(service.dsl());
        if (service.name().equals("a")) {
            // No contract names it.
            service.sql(
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON local TO " + application,
                    "GRANT USAGE ON SEQUENCE local_id_seq TO " + application);
        }
        applications.put(service.name(), service.as("app"));
    }

    static RoleGrants grants(TestService service, String application, String debezium) {
        return new RoleGrants(new Roles(application, debezium), service.name(), CONTRACTS);
    }

    TestService owner(String service) {
        return system.service(service);
    }

    TestService application(String service) {
        return applications.get(service);
    }

    TestService debezium(String service) {
        return owner(service).as("debezium");
    }

    /** Slots are the server's, and other tests' services have these names too. */
    void dropSlots() {
        system.services()
                .forEach(service -> service.sql("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE database = current_database()"));
    }
}
