/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.pause;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.deletions.Services;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops the deletes of a relationship. */
@Command(
        name = "pause",
        description = {
            "Lets no row of a relationship go with its parent until it is resumed.",
            "Deletes of parents are put aside, and nothing is lost. May be said again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cascade pause children-parent --reason 'the nightly import needs the database'",
            "  cascade pause children-parent --url http://127.0.0.1:8081"
        })
public final class PauseCommand extends PauseSwitch {

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "For whoever wonders why nothing goes. No keys: it is shown with the deletions that wait.")
    private @Nullable String reason;

    /** Made by picocli. */
    public PauseCommand() {}

    @Override
    JsonNode change(Services services, String service, String name) {
        return services.pause(service, name, reason);
    }
}
