/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e;

import io.cascade.testkit.RunningStack;
import io.cascade.testkit.StackService;

/** The family's services, each as a database and an API. */
final class Stack {

    private final RunningStack stack;

    Stack(RunningStack stack) {
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

    StackService service(String name) {
        return stack.service(name);
    }

    RunningStack running() {
        return stack;
    }

    private Database database(String service) {
        StackService running = stack.service(service);
        return new Database(running.jdbcUrl(), running.user(), running.password());
    }

    private Api api(String service) {
        return new Api(stack.service(service).url());
    }
}
