/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.children;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the tests of the children API share. */
final class ChildrenApi {

    private static final AtomicLong NEXT_PARENT = new AtomicLong(5_000_000);

    private ChildrenApi() {}

    /** A parent that no other test uses. */
    static long parent() {
        long id = NEXT_PARENT.incrementAndGet();
        new KeyEvents(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)).created(id);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            int probe =
                    post(child(id, "probe")).then().statusCode(201).extract().path("id");
            given().delete("/children/" + probe).then().statusCode(204);
        });
        return id;
    }

    static String unique() {
        return "name-" + UUID.randomUUID();
    }

    static Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/children");
    }

    static Response put(long id, String body) {
        return given().contentType(ContentType.JSON).body(body).put("/children/" + id);
    }

    static String child(long parentId, String name) {
        return "{\"parentId\":" + parentId + ",\"name\":\"" + name + "\"}";
    }

    static long create(long parentId, String name) {
        return post(child(parentId, name))
                .then()
                .statusCode(201)
                .extract()
                .jsonPath()
                .getLong("id");
    }

    static ValidatableResponse problem(Response response, int status) {
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body(
                        "status",
                        equalTo(status),
                        "title",
                        notNullValue(),
                        "type",
                        notNullValue(),
                        "detail",
                        notNullValue());
    }
}
