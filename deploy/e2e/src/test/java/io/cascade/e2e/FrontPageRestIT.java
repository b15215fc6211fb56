/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.e2e.docs.Curl;
import io.cascade.e2e.docs.Document;
import io.cascade.testkit.StackCondition;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The front page's REST calls, in their order. */
@ExtendWith({StackCondition.class, Family.class})
class FrontPageRestIT {

    private final Stack stack;

    FrontPageRestIT(Stack stack) {
        this.stack = stack;
    }

    @Test
    void theCallsOfTheFrontPageAnswerAsItSays() throws Exception {
        // Given
        List<Curl> calls =
                Document.of("README.md").block("rest").lines().map(Curl::parse).toList();
        List<HttpResponse<String>> answers = new ArrayList<>();

        // When
        for (Curl call : calls) {
            answers.add(send(call));
        }

        // Then
        assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(201, 201, 200, 200, 200, 200);
        assertThat(answers.get(2).body()).contains("\"name\":\"Bo\"");
        assertThat(answers.get(3).headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).contains("/deletions/"));
        assertThat(answers.get(3).body()).contains("\"settled\"");
        assertThat(answers.get(4).body()).contains("\"children-parent\"");
        assertThat(answers.get(5).body()).contains("\"items\":[]");
    }

    private HttpResponse<String> send(Curl call) throws Exception {
        return HttpClient.newHttpClient().send(call.request(this::address), BodyHandlers.ofString());
    }

    private String address(String url) {
        return url.replace("http://127.0.0.1:8081", stack.parentApi().url().toString())
                .replace("http://127.0.0.1:8082", stack.childApi().url().toString());
    }
}
