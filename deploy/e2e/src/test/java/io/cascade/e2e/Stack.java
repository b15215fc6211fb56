/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import io.cascade.local.stack.LocalStack;
import io.cascade.local.stack.RunningService;

/** The family's services, each as a database and an API. */
final class Stack {

    private final LocalStack stack;

    Stack(LocalStack stack) {
        this.stack = stack;
    }

    Database parents() {
        return database("parent-service");
    }

    Database children() {
        return database("child-service");
    }

    Database grandchildren() {
        return database("grandchild-service");
    }

    Api parentApi() {
        return api("parent-service");
    }

    Api childApi() {
        return api("child-service");
    }

    Api grandchildApi() {
        return api("grandchild-service");
    }

    RunningService service(String name) {
        return stack.service(name);
    }

    LocalStack local() {
        return stack;
    }

    private Database database(String service) {
        RunningService running = stack.service(service);
        return new Database(running.jdbcUrl(), running.user(), running.password());
    }

    private Api api(String service) {
        return new Api(stack.service(service).url());
    }
}
