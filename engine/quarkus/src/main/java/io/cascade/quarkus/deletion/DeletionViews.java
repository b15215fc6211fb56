/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.deletion;

import io.cascade.contracts.Contracts;
import io.cascade.contracts.Relationship;
import io.cascade.engine.deletion.Deletion;
import io.cascade.engine.deletion.Deletion.RelationshipProgress;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows deletions together with what the contracts say of their relationships: where each one leads. */
@Singleton
public class DeletionViews {

    private final Provider<Contracts> contracts;

    /** The contracts come by a provider, because there are none yet while the application is built. */
    DeletionViews(Provider<Contracts> contracts) {
        this.contracts = contracts;
    }

    /** With everything. */
    public DeletionView full(Deletion deletion) {
        return view(
                deletion, deletion.events().stream().map(DeletionView.Event::of).toList());
    }

    /** Without the events, of which a bulk delete has thousands. */
    public DeletionView summary(Deletion deletion) {
        return view(deletion, null);
    }

    /** The same deletion in each of the services below, as values of {@code Link} headers (RFC 8288). */
    public static List<String> links(DeletionView view) {
        return view.relationships().stream()
                .filter(progress -> progress.deletion() != null)
                .map(progress -> "<" + progress.deletion() + ">; rel=\"downstream\"; title=\"" + progress.name() + "\"")
                .toList();
    }

    private DeletionView view(Deletion deletion, @Nullable List<DeletionView.Event> events) {
        return DeletionView.of(
                deletion,
                deletion.relationships().stream()
                        .map(progress -> view(deletion.id(), progress))
                        .toList(),
                events);
    }

    private DeletionView.RelationshipProgress view(UUID deletion, RelationshipProgress progress) {
        Optional<Relationship> relationship = contracts.get().relationships().stream()
                .filter(each -> each.name().equals(progress.name()))
                .findFirst();
        return DeletionView.RelationshipProgress.of(
                progress,
                relationship
                        .map(each -> new DeletionView.Dependent(
                                each.child().service(), each.child().table().toString()))
                        .orElse(null),
                relationship
                        .map(each -> each.child().service())
                        .filter(child -> !contracts.get().publishedBy(child).isEmpty())
                        .map(child -> "/services/" + child + "/deletions/" + deletion)
                        .orElse(null));
    }
}
