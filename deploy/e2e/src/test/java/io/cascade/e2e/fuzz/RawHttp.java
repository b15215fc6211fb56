/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Sends what a well-behaved client would not: bytes as they are, a connection for each request. */
public record RawHttp(URI url) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param status 0 when the connection was closed without an answer
     * @param head status line and headers
     */
    public record Answer(int status, String head, String body) {

        private static final Answer NONE = new Answer(0, "", "");

        public boolean isProblem() {
            if (!head.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json")) {
                return false;
            }
            try {
                JsonNode problem = JSON.readTree(body);
                return !problem.path("title").asText().isBlank()
                        && !problem.path("detail").asText().isBlank()
                        && problem.path("status").asInt() == status;
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** @throws AssertionError when there is no answer in time */
    public Answer send(FuzzedRequest request) {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(request.head(url.getAuthority()).getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(request.body());
            return exchange(socket, bytes.toByteArray());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer within " + PATIENCE + " to " + request, e);
        } catch (IOException e) {
            throw new UncheckedIOException(request.toString(), e);
        }
    }

    private static Answer exchange(Socket socket, byte[] request) throws IOException {
        try {
            socket.getOutputStream().write(request);
        } catch (SocketException e) {
            // Refused before all of it was read: the answer may be there all the same.
        }
        return answer(read(socket.getInputStream()));
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            in.transferTo(bytes);
        } catch (SocketException e) {
            // Closed with a reset, because not all of the request was read.
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return Answer.NONE;
        }
        String head = text.substring(0, end);
        String body = text.substring(end + 4);
        if (head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
            body = unchunked(body);
        }
        return new Answer(Integer.parseInt(head.split(" ", 3)[1]), head, body);
    }

    /** Good enough for the short answers that are looked at. */
    private static String unchunked(String body) {
        int line = body.indexOf("\r\n");
        int last = body.lastIndexOf("\r\n0\r\n");
        return line < 0 || last <= line ? body : body.substring(line + 2, last);
    }
}
