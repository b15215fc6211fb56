/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.oracle.run;

import io.cascade.oracle.graph.Graph;
import java.util.List;

/** Where graphs are installed; several at once, because a system takes longer to start than a history takes to run. */
public interface Bench {

    /** Installs graphs side by side, in the place of those that were there before. */
    List<SystemUnderTest> install(List<Graph> graphs);

    /** Returns once everything that was written has had all its consequences; throws {@link NotQuietException} otherwise. */
    void quiesce();

    /** What must be true of the system itself once it is quiet, beside the rows; the problems that there are. */
    List<String> complaints(SystemUnderTest system);
}
