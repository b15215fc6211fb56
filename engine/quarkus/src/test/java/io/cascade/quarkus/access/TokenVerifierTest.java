/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.cascade.quarkus.testing.TestIssuer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenVerifierTest {

    private static final PublicJsonWebKey KEY = TestIssuer.rsa("first");
    private static final Duration AT_ONCE = Duration.ZERO;

    private TestIssuer issuer;

    @BeforeEach
    void start() {
        issuer = TestIssuer.start();
        issuer.publish(KEY);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void believesATokenThatItsIssuerHasSigned() {
        // Given
        PublicJsonWebKey ec = TestIssuer.ec("curve");
        issuer.publish(KEY, ec);
        TokenVerifier verifier = verifier(AT_ONCE);

        // When, Then
        assertThat(verifier.verify(TestIssuer.sign(claims("reader", "writer", "chef"), KEY)))
                .isEqualTo(new Verdict.Genuine(Optional.of(Role.WRITER)));
        assertThat(verifier.verify(TestIssuer.sign(claims("operator"), ec)))
                .isEqualTo(new Verdict.Genuine(Optional.of(Role.OPERATOR)));
        assertThat(verifier.verify(TestIssuer.sign(claims("chef"), KEY)))
                .isEqualTo(new Verdict.Genuine(Optional.empty()));
    }

    @Test
    void believesNoForgery() {
        TokenVerifier verifier = verifier(AT_ONCE);
        Map<String, String> forgeries = TestIssuer.forgeries(issuer.name(), KEY);

        assertThat(forgeries).hasSizeGreaterThan(12);
        forgeries.forEach(
                (what, token) -> assertThat(verifier.verify(token)).as(what).isInstanceOf(Verdict.Refused.class));
    }

    @Test
    void saysWhyWithoutAWordOfWhatIsInTheToken() {
        TokenVerifier verifier = verifier(AT_ONCE);
        Map<String, String> forgeries = TestIssuer.forgeries(issuer.name(), KEY);

        assertThat(verifier.verify(forgeries.get("expired"))).isEqualTo(new Verdict.Refused("The token has expired"));
        assertThat(verifier.verify(forgeries.get("another audience")))
                .isEqualTo(new Verdict.Refused("The token is meant for others"));
        assertThat(verifier.verify(forgeries.get("another issuer")))
                .isEqualTo(new Verdict.Refused("The token is another issuer's"));
        assertThat(verifier.verify(forgeries.get("alg none"))).isEqualTo(new Verdict.Refused("The token is not valid"));
    }

    @Test
    void allowsForClocksThatDifferALittle() {
        // Given
        JwtClaims justExpired = claims("reader");
        justExpired.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 5));

        // When, Then
        assertThat(verifier(AT_ONCE).verify(TestIssuer.sign(justExpired, KEY))).isInstanceOf(Verdict.Genuine.class);
    }

    @Test
    void takesTheIssuersNewKeysAndForgetsTheOldOnes() {
        // Given
        TokenVerifier verifier = verifier(AT_ONCE);
        String old = TestIssuer.sign(claims("reader"), KEY);
        assertThat(verifier.verify(old)).isInstanceOf(Verdict.Genuine.class);

        // When
        PublicJsonWebKey next = TestIssuer.rsa("second");
        issuer.publish(next);

        // Then
        assertThat(verifier.verify(TestIssuer.sign(claims("reader"), next))).isInstanceOf(Verdict.Genuine.class);
        assertThat(verifier.verify(old)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void manyTokensOfUnknownKeysDoNotMakeItAskTheIssuerEachTime() {
        // Given
        TokenVerifier verifier = verifier(Duration.ofMinutes(1));
        String unknown = TestIssuer.sign(claims("operator"), TestIssuer.rsa("unknown"));

        // When
        for (int i = 0; i < 20; i++) {
            verifier.verify(unknown);
        }

        // Then
        assertThat(issuer.asked()).isBetween(1, 2);
    }

    @Test
    void doesNotKnowWhileItHasNeverHadTheKeysAndGoesOnWithThoseThatItHas() {
        // Given
        issuer.answerWith(503);
        TokenVerifier verifier = verifier(AT_ONCE);
        String token = TestIssuer.sign(claims("reader"), KEY);

        // When, Then
        assertThat(verifier.verify(token)).isEqualTo(new Verdict.Unknown());
        issuer.answerWith(200);
        assertThat(verifier.verify(token)).isInstanceOf(Verdict.Genuine.class);
        issuer.answerWith(503);
        assertThat(verifier.verify(token)).isInstanceOf(Verdict.Genuine.class);
    }

    private JwtClaims claims(String... roles) {
        return TestIssuer.claims(issuer.name(), roles);
    }

    private TokenVerifier verifier(Duration betweenRefreshes) {
        return new TokenVerifier(
                TokenSettings.of(
                        Optional.of(issuer.name()), Optional.of(issuer.jwksUrl()), TestIssuer.AUDIENCE, "roles"),
                betweenRefreshes);
    }
}
