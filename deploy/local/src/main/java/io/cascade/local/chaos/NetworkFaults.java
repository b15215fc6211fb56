/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.chaos.ChaosStack.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a network does to the connections of one service. */
final class NetworkFaults {

    private static final Duration DELAY = Duration.ofMillis(40);

    private NetworkFaults() {}

    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (String service : ChaosContracts.SERVICES) {
            add(faults, service, "postgres", "between " + service + " and its PostgreSQL", Site::toDatabase);
            add(faults, service, "kafka", "between " + service + " and Kafka", Site::toKafka);
            add(
                    faults,
                    service,
                    "connector",
                    "between the connector of " + service + " and PostgreSQL",
                    Site::connectorToDatabase);
        }
        return faults;
    }

    private static void add(
            List<Fault> faults, String service, String other, String where, Function<Site, TcpProxy> link) {
        String name = "-" + service + "-" + other;
        faults.add(new BadLink("cut" + name, "connections are closed " + where, service, link, TcpProxy::cut));
        faults.add(new BadLink("silence" + name, "nothing goes through " + where, service, link, TcpProxy::silence));
        faults.add(
                new BadLink("delay" + name, "all takes its time " + where, service, link, proxy -> proxy.delay(DELAY)));
        faults.add(new BadLink(
                "half-close" + name, "one direction is closed " + where, service, link, TcpProxy::halfClose));
    }

    private record BadLink(
            String name, String what, String service, Function<Site, TcpProxy> link, Consumer<TcpProxy> become)
            implements Fault {

        @Override
        public void inject(ChaosStack stack) {
            become.accept(link.apply(stack.site(service)));
        }

        @Override
        public void heal(ChaosStack stack) {
            link.apply(stack.site(service)).pass();
        }
    }
}
