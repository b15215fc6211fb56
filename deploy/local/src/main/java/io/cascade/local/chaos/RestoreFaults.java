/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.ChaosStack.Site;
import io.cascade.local.host.LocalStackException;
import io.cascade.local.host.PrivateFiles;
import io.cascade.local.postgres.DatabaseServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What happens when a database comes back from a backup; the repair is that of the page on backups. */
final class RestoreFaults {

    /** So that nobody writes to a restored database before it is put right. */
    private static final String LOCKED = "locked";

    private RestoreFaults() {}

    static List<Fault> all() {
        return ChaosContracts.SERVICES.stream().<Fault>map(Restored::new).toList();
    }

    private record Restored(String service) implements Fault {

        @Override
        public String name() {
            return "restore-" + service;
        }

        @Override
        public String what() {
            return "the database of " + service + " will be lost, and this moment's backup come back";
        }

        @Override
        public Set<Level> setsBack() {
            return Set.copyOf(Level.of(service));
        }

        @Override
        public void inject(ChaosStack stack) {
            Site site = site(stack);
            site.postgres().disk().makeRoom();
            DatabaseServer server = site.postgres().address();
            site.db().run(password(server, LOCKED));
            stop(site);
            PrivateFiles.deleteRecursively(backup(site));
            copy(site.postgres().directory(), backup(site));
            site.postgres().restart(LOCKED);
            locked(site).run(password(server, server.superuserPassword()));
        }

        @Override
        public void heal(ChaosStack stack) {
            Site site = site(stack);
            site.service().kill();
            site.postgres().disk().makeRoom();
            stack.stopConnector(site.name());
            stop(site);
            PrivateFiles.deleteRecursively(site.postgres().directory());
            copy(backup(site), site.postgres().directory());
            site.postgres().restart(LOCKED);
            DatabaseServer server = site.postgres().address();
            locked(site)
                    .run(
                            "SELECT setval('cascade.key_version', nextval('cascade.key_version') + 1000000000)",
                            password(server, server.superuserPassword()));
            for (String topic : topics()) {
                new Topic(stack.bootstrapServers(), topic).rewind("cascade." + site.name());
            }
            stack.startConnectorAnew(site.name());
        }

        /** Who refers to rows that the backup does not have is told by a person to let go; who holds them cannot be. */
        @Override
        public void afterwards(ChaosStack stack) {
            for (Level level : Level.of(service)) {
                for (Level below : level.below()) {
                    Site site = stack.site(below.service());
                    if (below.action() == Level.Action.RESTRICT) {
                        String living = site(stack).db().values("SELECT id FROM " + level.table()).stream()
                                .collect(Collectors.joining(",", "{", "}"));
                        site.db()
                                .run("DELETE FROM " + below.table() + " WHERE " + below.column() + " <> ALL ('" + living
                                        + "'::bigint[])");
                    }
                    new Validations(site.service().url()).repair(below.relationship());
                }
            }
        }

        private Site site(ChaosStack stack) {
            return stack.site(service);
        }

        private Set<String> topics() {
            return Level.of(service).stream()
                    .filter(Level.referring()::contains)
                    .map(level -> level.above().topic())
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static Db locked(Site site) {
            DatabaseServer there = site.postgres().address();
            DatabaseServer locked = new DatabaseServer(
                    there.host(), there.port(), there.innerHost(), there.innerPort(), there.superuser(), LOCKED);
            return new Db(locked.superuserJdbcUrl(site.service().database().name()));
        }

        private static String password(DatabaseServer server, String password) {
            return "ALTER ROLE " + server.superuser() + " PASSWORD '" + password + "'";
        }

        private static void stop(Site site) {
            Signals.thaw(site.postgres().process());
            site.postgres().stop();
        }

        private static Path backup(Site site) {
            return site.postgres().disk().path().resolveSibling("backup-of-" + site.name());
        }

        private static void copy(Path from, Path to) {
            try (Stream<Path> files = Files.walk(from)) {
                files.forEach(file -> {
                    try {
                        Files.copy(
                                file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            } catch (IOException | UncheckedIOException e) {
                throw new LocalStackException("cannot copy " + from + ": " + e.getMessage(), e);
            }
        }
    }
}
