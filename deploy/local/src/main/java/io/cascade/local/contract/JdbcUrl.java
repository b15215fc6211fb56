/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.contract;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A database to look at, as given on the command line. It may hold a password, so it is not to be printed. */
public record JdbcUrl(String url) {

    @Override
    public String toString() {
        return url.replaceFirst("\\?.*", "");
    }

    /** For picocli. */
    public static final class Converter implements ITypeConverter<JdbcUrl> {

        /** Made by picocli. */
        public Converter() {}

        @Override
        public JdbcUrl convert(String text) {
            if (!text.startsWith("jdbc:postgresql:")) {
                throw new TypeConversionException(
                        "write jdbc:postgresql://HOST:PORT/DATABASE?user=USER; the password may be in ~/.pgpass");
            }
            return new JdbcUrl(text);
        }
    }
}
