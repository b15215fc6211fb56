/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.publish;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Guards;
import io.cascade.contracts.ParentTable;
import io.cascade.contracts.Relationship;
import io.cascade.engine.catalog.Catalog;
import io.cascade.engine.catalog.CatalogTrigger;
import io.cascade.engine.install.Ddl;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs the triggers of the parent tables. Does nothing where they are as the contracts ask. */
public final class PublisherInstaller {

    private static final Logger LOGGER = LoggerFactory.getLogger(PublisherInstaller.class);

    private final DSLContext dsl;
    private final Guards guards;
    private final Catalog catalog;

    public PublisherInstaller(DSLContext dsl, Contracts contracts) {
        this.dsl = dsl;
        this.guards = new Guards(contracts);
        this.catalog = new Catalog(dsl);
    }

    /**
     * Installs one parent table. From the commit on, every statement publishes for all the relationships: the lock waits
     * for those that began with the former functions, so that the backfill, which comes after, misses nobody.
     *
     * <p>Never takes a relationship or a guard away: what is installed and unknown here stays and is told. To take one away is a
     * person's decision, by the script of {@link PublisherScript}.
     */
    public void install(ParentTable parent, List<Relationship> relationships) {
        PublisherDdl wanted = new PublisherDdl(parent, relationships, guards);
        PublishedNames present = present(parent, wanted);
        if (wanted.names().lacks(present)) {
            LOGGER.atWarn()
                    .addKeyValue("table", parent.table())
                    .addKeyValue("installed", present)
                    .addKeyValue("contracts", wanted.names())
                    .log(
                            "Relationships or guards are installed that these contracts do not have; they are kept. If they were"
                                    + " taken away for good, run the script of ./cascade sql");
        }
        PublisherDdl ddl = wanted.keeping(present);
        if (!installed(parent, ddl)) {
            Ddl.run(dsl, ddl.install());
        }
    }

    /** Whether the table has the triggers that the relationships ask for. */
    public boolean isInstalled(ParentTable parent, List<Relationship> relationships) {
        PublisherDdl wanted = new PublisherDdl(parent, relationships, guards);
        return installed(parent, wanted.keeping(present(parent, wanted)));
    }

    private PublishedNames present(ParentTable parent, PublisherDdl ddl) {
        return PublishedNames.parse(catalog.triggerArguments(parent.table(), ddl.namesTrigger()));
    }

    private boolean installed(ParentTable parent, PublisherDdl ddl) {
        Set<String> present = catalog.triggers(parent.table(), PublisherDdl.TRIGGER_PREFIX).stream()
                .map(CatalogTrigger::name)
                .collect(Collectors.toSet());
        return present.containsAll(ddl.triggerNames())
                && catalog.functionComment(ddl.versionedFunction())
                        .filter(ddl.version()::equals)
                        .isPresent();
    }
}
