/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the failures that are this side's fault. Without the path and the detail: both name keys. */
@Singleton
class FailureLog implements ProblemPostProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        boolean raisedOnPurpose = context.cause instanceof HttpProblem;
        if (problem.getStatusCode() >= Status.INTERNAL_SERVER_ERROR.getStatusCode() && !raisedOnPurpose) {
            LOG.atError()
                    .addKeyValue("status", problem.getStatusCode())
                    .setCause(context.cause)
                    .log("A request failed");
        }
        return problem;
    }
}
