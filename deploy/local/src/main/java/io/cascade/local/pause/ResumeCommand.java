/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.pause;

import com.fasterxml.jackson.databind.JsonNode;
import io.cascade.local.deletions.Services;
import picocli.CommandLine.Command;

/** Lets the deletes of a relationship go on. */
@Command(
        name = "resume",
        description =
                "Lets the rows of a paused relationship follow their parents, in order and in bounded transactions.",
        footerHeading = "%nExamples:%n",
        footer = {"  cascade resume children-parent", "  cascade resume children-parent --url http://127.0.0.1:8081"})
public final class ResumeCommand extends PauseSwitch {

    /** Made by picocli. */
    public ResumeCommand() {}

    @Override
    JsonNode change(Services services, String service, String name) {
        return services.resume(service, name);
    }
}
