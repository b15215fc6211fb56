/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.fuzz;

import io.cascade.e2e.fuzz.Operations.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A request as it goes over the wire.
 *
 * @param target path and query
 * @param wellFormed whether it is properly encoded; what is not does not get as far as a resource
 * @param headers each as a line
 */
public record FuzzedRequest(Operation operation, String target, boolean wellFormed, List<String> headers, byte[] body) {

    private static final int SHOWN = 500;

    String head(String host) {
        StringBuilder head = new StringBuilder(operation.method())
                .append(' ')
                .append(target)
                .append(" HTTP/1.1\r\nHost: ")
                .append(host)
                .append("\r\nConnection: close\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (body.length > 0 || !operation.method().equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    @Override
    public String toString() {
        return operation.method() + " " + shortened(target) + " " + shortened(headers.toString()) + "\n"
                + shortened(new String(body, StandardCharsets.UTF_8));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "… (" + text.length() + ")";
    }
}
