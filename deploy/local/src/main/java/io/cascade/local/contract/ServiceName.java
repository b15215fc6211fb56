/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.contract;

import picocli.CommandLine.ITypeConverter;

/** The key of {@code SERVICE=URL}: picocli wants a converter for the key as well when there is one for the value. */
public final class ServiceName implements ITypeConverter<String> {

    /** Made by picocli. */
    public ServiceName() {}

    @Override
    public String convert(String text) {
        return text;
    }
}
