/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import java.time.Duration;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks tokens by the keys that their issuer publishes, which are asked for again when one names a key that is new. */
final class TokenVerifier {

    /** An answer of unknown keys must not let anybody make this service ask the issuer all the time. */
    static final Duration BETWEEN_REFRESHES = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(TokenVerifier.class);

    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration KEPT = Duration.ofMinutes(10);
    private static final Duration KEPT_WITHOUT_ANSWER = Duration.ofHours(1);

    /** With a secret shared by both sides the public key would be one; without a signature anybody could write a token. */
    private static final AlgorithmConstraints SIGNED_BY_A_PRIVATE_KEY = new AlgorithmConstraints(
            ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256,
            AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
            AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
            AlgorithmIdentifiers.EDDSA);

    private final JwtConsumer consumer;
    private final RolesClaim roles;

    TokenVerifier(TokenSettings settings, Duration betweenRefreshes) {
        this.consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(SIGNED_BY_A_PRIVATE_KEY)
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(keys(settings, betweenRefreshes)))
                .setExpectedIssuer(settings.issuer())
                .setExpectedAudience(settings.audience())
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .build();
        this.roles = new RolesClaim(settings.rolesClaim());
    }

    private static HttpsJwks keys(TokenSettings settings, Duration betweenRefreshes) {
        Get get = new Get();
        get.setConnectTimeout((int) TIMEOUT.toMillis());
        get.setReadTimeout((int) TIMEOUT.toMillis());
        get.setRetries(0);
        HttpsJwks keys = new HttpsJwks(settings.jwks().toString());
        keys.setSimpleHttpGet(get);
        keys.setDefaultCacheDuration(KEPT.toSeconds());
        keys.setRetainCacheOnErrorDuration(KEPT_WITHOUT_ANSWER.toSeconds());
        keys.setRefreshReprieveThreshold(betweenRefreshes.toMillis());
        return keys;
    }

    Verdict verify(String token) {
        try {
            return new Verdict.Genuine(
                    roles.highest(consumer.processToClaims(token).getClaimsMap()));
        } catch (InvalidJwtException e) {
            // Its message quotes the token.
            LOGGER.debug("A token is refused", e);
            if (withoutKeys(e)) {
                return new Verdict.Unknown();
            }
            return new Verdict.Refused(reason(e));
        }
    }

    /** A key that the issuer does not have comes without a cause, one that could not be asked for with it. */
    private static boolean withoutKeys(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnresolvableKeyException && at.getCause() != null) {
                LOGGER.atWarn()
                        .addKeyValue("reason", at.getCause().toString())
                        .log("The issuer's keys cannot be read, so no token can be checked");
                return true;
            }
        }
        return false;
    }

    private static String reason(InvalidJwtException failure) {
        if (failure.hasErrorCode(ErrorCodes.EXPIRED)) {
            return "The token has expired";
        }
        if (failure.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return "The token is not valid yet";
        }
        if (failure.hasErrorCode(ErrorCodes.ISSUER_INVALID) || failure.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "The token is another issuer's";
        }
        if (failure.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || failure.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "The token is meant for others";
        }
        return "The token is not valid";
    }
}
