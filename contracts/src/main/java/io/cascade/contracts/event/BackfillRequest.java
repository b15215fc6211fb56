/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts.event;

import java.util.UUID;

/**
 * A subscriber asks for all keys of a relationship's parent table.
 *
 * @param request named in the answer, so that the subscriber knows which history lies behind it
 */
public record BackfillRequest(String relationship, UUID request) {}
