/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import io.cascade.contracts.Contracts;
import io.cascade.engine.publish.OutboxInstaller;
import io.cascade.engine.publish.PublisherScript;
import io.cascade.engine.role.RoleGrants;
import io.cascade.engine.role.Roles;
import io.cascade.engine.schema.SchemaScript;
import io.cascade.engine.subscribe.SubscriberScript;
import io.cascade.engine.undo.RetentionTriggers;
import java.util.List;

/**
 * What the engine installs for a service at its start, as one idempotent script of plain SQL. A service that starts on the
 * result finds everything done.
 */
public final class InstallScript {

    private final String service;
    private final Contracts contracts;
    private final Roles roles;

    public InstallScript(String service, Contracts contracts) {
        this(service, contracts, Roles.NONE);
    }

    public InstallScript(String service, Contracts contracts, Roles roles) {
        this.service = service;
        this.contracts = contracts;
        this.roles = roles;
    }

    /** For the role that owns the service's tables, and that the service connects as. */
    public String render() {
        Script script = new Script()
                .comment("Installs the relationships of " + service + " in its database.")
                .comment("Run it as the owner of the service's tables, after its own migrations, not in a transaction:")
                .comment("  psql -v ON_ERROR_STOP=1 -f FILE")
                .comment(
                        "Every statement is atomic and does nothing where its work is done, so the script may be run again")
                .comment("after a failure or a change of the contracts. Do not edit it: generate it anew.");
        sections().forEach(section -> script.section(section.title(), section.statements()));
        return script.render();
    }

    List<String> statements() {
        return sections().stream()
                .flatMap(section -> section.statements().stream())
                .toList();
    }

    private List<Section> sections() {
        PublisherScript publisher = new PublisherScript(service, contracts);
        return List.of(
                new Section(
                        "The engine's own tables, with the history that its own migrations keep",
                        SchemaScript.blocks()),
                new Section("The way of the events out of the database", publisher.outboxBlocks()),
                new Section("Tables whose keys other services refer to", publisher.triggerBlocks()),
                new Section(
                        "Key replicas and foreign keys of tables that refer to keys of other services",
                        new SubscriberScript(service, contracts, OutboxInstaller.slot(service)).blocks()),
                new Section(
                        "Copies of what deletions take away, for relationships that keep them (retain)",
                        List.of(new RetentionTriggers(service, contracts).block())),
                new Section("What other roles may do", new RoleGrants(roles, service, contracts).blocks()));
    }

    private record Section(String title, List<String> statements) {}
}
