/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.install.script;

import java.util.List;

/** A file of SQL for people to read. */
final class Script {

    private final StringBuilder text = new StringBuilder();

    Script comment(String line) {
        text.append("-- ").append(line).append('\n');
        return this;
    }

    /** Left out when it has no statements. */
    Script section(String title, List<String> statements) {
        if (!statements.isEmpty()) {
            text.append("\n-- ").append(title).append(".\n");
            statements.forEach(statement -> text.append('\n').append(statement).append('\n'));
        }
        return this;
    }

    String render() {
        return text.toString();
    }
}
