/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Makes the service want tokens. The test class may live in another class loader, so it gets the key by a setting. */
public final class IssuerResource implements QuarkusTestResourceLifecycleManager {

    private static final String KEY = "test.issuer.key";
    private static final String ISSUER = "cascade.auth-issuer";

    private @Nullable TestIssuer issuer;

    @Override
    public Map<String, String> start() {
        TestIssuer started = TestIssuer.start();
        issuer = started;
        PublicJsonWebKey key = TestIssuer.rsa("first");
        started.publish(key);
        return Map.of(
                "cascade.auth",
                "on",
                ISSUER,
                started.name(),
                "cascade.auth-jwks-url",
                started.jwksUrl(),
                KEY,
                key.toJson(OutputControlLevel.INCLUDE_PRIVATE));
    }

    @Override
    public void stop() {
        if (issuer != null) {
            issuer.close();
        }
    }

    /** A good token, for the test. */
    public static String token(String... roles) {
        return TestIssuer.sign(TestIssuer.claims(name(), roles), key());
    }

    public static Map<String, String> forgeries() {
        return TestIssuer.forgeries(name(), key());
    }

    private static String name() {
        return ConfigProvider.getConfig().getValue(ISSUER, String.class);
    }

    private static PublicJsonWebKey key() {
        try {
            return PublicJsonWebKey.Factory.newPublicJwk(
                    ConfigProvider.getConfig().getValue(KEY, String.class));
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
