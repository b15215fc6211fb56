/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

import java.util.Arrays;

/** The column types that a referenced key may have: those whose text form is exact and the same on every server. */
public enum KeyType {
    SMALLINT("smallint", "smallint", true),
    INTEGER("integer", "integer", true),
    BIGINT("bigint", "bigint", true),
    UUID("uuid", "uuid", false),
    TEXT("text", "text", false),
    VARCHAR("varchar", "character varying", false),
    DATE("date", "date", false),
    TIMESTAMP("timestamp", "timestamp without time zone", false),
    TIMESTAMPTZ("timestamptz", "timestamp with time zone", false);

    private final String contractName;
    private final String catalogName;
    private final boolean integral;

    KeyType(String contractName, String catalogName, boolean integral) {
        this.contractName = contractName;
        this.catalogName = catalogName;
        this.integral = integral;
    }

    /** The name in a contract file. */
    public String contractName() {
        return contractName;
    }

    /** The name that PostgreSQL's {@code format_type(oid, NULL)} gives. */
    public String catalogName() {
        return catalogName;
    }

    /** Whether events carry the values as JSON numbers; all others are JSON strings. */
    public boolean integral() {
        return integral;
    }

    static KeyType ofContractName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.contractName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no key type: " + name));
    }
}
