/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.stack;

import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Puts what broker, Connect and Debezium log into a file of the data directory: it is known only once a stack starts. */
public final class StackLog implements AutoCloseable {

    private static final String PATTERN = "%d{ISO8601} %-5level %logger{1} %msg%notEmpty{ %X}%n%throwable";

    private final LoggerContext context;
    private final FileAppender appender;

    private StackLog(LoggerContext context, FileAppender appender) {
        this.context = context;
        this.appender = appender;
    }

    public static StackLog to(Path file) {
        LoggerContext context = LoggerContext.getContext(false);
        Configuration configuration = context.getConfiguration();
        FileAppender appender = FileAppender.newBuilder()
                .setName(file.toString())
                .setLayout(PatternLayout.newBuilder()
                        .withConfiguration(configuration)
                        .withPattern(PATTERN)
                        .build())
                .withFileName(file.toString())
                .setConfiguration(configuration)
                .build();
        appender.start();
        configuration.getRootLogger().addAppender(appender, Level.ALL, null);
        context.updateLoggers();
        return new StackLog(context, appender);
    }

    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender(appender.getName());
        context.updateLoggers();
        appender.stop();
    }
}
