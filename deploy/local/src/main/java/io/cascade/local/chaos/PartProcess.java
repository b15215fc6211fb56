/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import io.cascade.local.connect.ConnectWorker;
import io.cascade.local.kafka.KafkaBroker;
import io.cascade.local.kafka.KafkaBroker.ProxiedListener;
import io.cascade.local.stack.StackLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The broker or the Connect worker as a process of its own, so that it can be killed alone. It ends with whoever started it. */
final class PartProcess {

    static final String READY = "ready";
    static final String KAFKA = "kafka";
    static final String CONNECT = "connect";

    /** Name, port and advertised port of a listener. */
    private static final int LISTENER = 3;

    private PartProcess() {}

    /** Of the broker: log, directory, ports and listeners; of the worker: log, servers and port. */
    public static void main(String[] arguments) throws IOException {
        List<String> all = List.of(arguments);
        StackLog.to(Path.of(all.get(1)));
        List<String> rest = all.subList(2, all.size());
        if (all.get(0).equals(KAFKA)) {
            KafkaBroker.start(
                    Path.of(rest.get(0)),
                    Integer.parseInt(rest.get(1)),
                    Integer.parseInt(rest.get(2)),
                    listeners(rest.subList(LISTENER, rest.size())));
        } else {
            ConnectWorker.start(rest.get(0), Integer.parseInt(rest.get(1)));
        }
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Only the end counts: whoever has started this is gone.
        }
        Runtime.getRuntime().halt(0);
    }

    private static List<ProxiedListener> listeners(List<String> words) {
        return IntStream.range(0, words.size() / LISTENER)
                .mapToObj(i -> words.subList(i * LISTENER, (i + 1) * LISTENER))
                .map(each ->
                        new ProxiedListener(each.get(0), Integer.parseInt(each.get(1)), Integer.parseInt(each.get(2))))
                .toList();
    }
}
