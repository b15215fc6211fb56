/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

    private static final class Plain {

        @GET
        public void read() {}

        @POST
        public void act() {}

        @DELETE
        @Needs(Role.WRITER)
        public void told() {}

        public void withoutAMethod() {}
    }

    @Needs(Role.READER)
    private static final class Told {

        @POST
        public void ask() {}

        @POST
        @Needs(Role.OPERATOR)
        public void otherwise() {}
    }

    @Test
    void readingNeedsTheLeastAndAnythingElseOfTheLibraryTheMost() throws NoSuchMethodException {
        assertThat(needed(Plain.class, "read")).isEqualTo(Role.READER);
        assertThat(needed(Plain.class, "act")).isEqualTo(Role.OPERATOR);
        assertThat(needed(Plain.class, "withoutAMethod")).isEqualTo(Role.OPERATOR);
    }

    @Test
    void anAnnotationOfTheMethodComesBeforeTheResourcesAndThatBeforeTheRule() throws NoSuchMethodException {
        assertThat(needed(Plain.class, "told")).isEqualTo(Role.WRITER);
        assertThat(needed(Told.class, "ask")).isEqualTo(Role.READER);
        assertThat(needed(Told.class, "otherwise")).isEqualTo(Role.OPERATOR);
    }

    @Test
    void theServicesOwnApiNeedsAWriter() throws NoSuchMethodException {
        Method post = Plain.class.getMethod("act");

        assertThat(AccessRules.needed(String.class, post)).isEqualTo(Role.WRITER);
    }

    @Test
    void eachRoleIncludesThoseBelow() {
        assertThat(Role.OPERATOR.includes(Role.READER)).isTrue();
        assertThat(Role.WRITER.includes(Role.WRITER)).isTrue();
        assertThat(Role.WRITER.includes(Role.OPERATOR)).isFalse();
        assertThat(Role.READER.includes(Role.WRITER)).isFalse();
    }

    private static Role needed(Class<?> resource, String method) throws NoSuchMethodException {
        return AccessRules.needed(resource, resource.getMethod(method));
    }
}
