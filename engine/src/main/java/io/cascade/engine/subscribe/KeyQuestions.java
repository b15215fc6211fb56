/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.engine.subscribe;

import io.cascade.contracts.Relationship;
import io.cascade.engine.key.KeyLookup;
import io.cascade.engine.key.KeyLookup.Answer;
import io.cascade.engine.sql.KeyBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for several keys at once. Whatever goes wrong is no answer. */
final class KeyQuestions implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(KeyQuestions.class);
    private static final int CALLERS = 4;

    private final KeyLookup lookup;
    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS, work -> {
        Thread thread = new Thread(work, "cascade-key-look-up");
        thread.setDaemon(true);
        return thread;
    });

    KeyQuestions(KeyLookup lookup) {
        this.lookup = lookup;
    }

    @Override
    public void close() {
        callers.shutdownNow();
    }

    /** One answer a key. */
    Map<List<String>, Answer> ask(Relationship relationship, KeyBatch keys) {
        Map<List<String>, Answer> answers = new HashMap<>();
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            List<String> key = keys.row(i);
            answers.put(key, new Answer.Unknown("not asked"));
            calls.add(() -> lookup.ask(relationship, key));
        }
        try {
            List<Future<Answer>> results = callers.invokeAll(calls);
            for (int i = 0; i < keys.size(); i++) {
                answers.put(keys.row(i), answer(results.get(i)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answers;
    }

    private static Answer answer(Future<Answer> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            LOGGER.atDebug().setCause(e).log("A look-up has failed");
            return new Answer.Unknown("the look-up has failed");
        }
    }
}
