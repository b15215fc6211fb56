/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.contracts;

/**
 * The text of one relationship file; reading it is the caller's business.
 *
 * @param file the name to report in errors
 * @param text YAML
 */
public record ContractSource(String file, String text) {}
