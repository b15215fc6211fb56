/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Contracts on disk. */
public final class ContractFixture {

    private ContractFixture() {}

    /** The table {@code lines} of stock refers to {@code orders} of shop. */
    public static Path lines(Path directory, String onDelete) throws IOException {
        Files.createDirectories(directory.resolve("relationships"));
        Files.writeString(
                directory.resolve("relationships/lines.yaml"),
                """
                name: lines
                parent:
                  service: shop
                  table: orders
                  key: [{column: id, type: bigint}]
                child:
                  service: stock
                  table: lines
                  columns: [order_id]
                onDelete: %s
                """
                        .formatted(onDelete));
        return directory;
    }
}
