/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkiverse.resteasy.problem.ExceptionMapperBase;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.Provider;

/** Takes the place of Quarkus's own mapper for this exception, which answers without a body. */
@Provider
@Priority(1)
public final class MismatchedJson extends ExceptionMapperBase<MismatchedInputException> {

    @Override
    protected HttpProblem toProblem(MismatchedInputException exception) {
        return Problems.badRequest(JsonErrors.explain(exception));
    }
}
