/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Publishes keys as an OpenID Connect issuer does, and makes tokens, good ones and others. */
public final class TestIssuer implements AutoCloseable {

    public static final String AUDIENCE = "cascade";

    private final HttpServer server;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String keys = "";
    private volatile int status = 200;

    private TestIssuer(HttpServer server) {
        this.server = server;
    }

    public static TestIssuer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            TestIssuer issuer = new TestIssuer(server);
            server.createContext("/jwks", issuer::answer);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        byte[] body = keys.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    public String name() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public String jwksUrl() {
        return name() + "/jwks";
    }

    /** How many times it has been asked for its keys. */
    public int asked() {
        return asked.get();
    }

    public void publish(PublicJsonWebKey... published) {
        keys = new JsonWebKeySet(List.of(published)).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    public void answerWith(int code) {
        status = code;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    public static PublicJsonWebKey rsa(String id) {
        return named(() -> RsaJwkGenerator.generateJwk(2048), id);
    }

    public static PublicJsonWebKey ec(String id) {
        return named(() -> EcJwkGenerator.generateJwk(EllipticCurves.P256), id);
    }

    private interface Generator {
        PublicJsonWebKey generate() throws JoseException;
    }

    private static PublicJsonWebKey named(Generator generator, String id) {
        try {
            PublicJsonWebKey key = generator.generate();
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a token that is good for ten minutes. */
    public static JwtClaims claims(String issuer, String... roles) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(AUDIENCE);
        claims.setSubject("somebody");
        claims.setExpirationTimeMinutesInTheFuture(10);
        claims.setStringListClaim("roles", roles);
        return claims;
    }

    public static String sign(JwtClaims claims, PublicJsonWebKey key) {
        boolean rsa = key.getKeyType().equals("RSA");
        return sign(
                claims,
                rsa ? AlgorithmIdentifiers.RSA_USING_SHA256 : AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                key.getKeyId(),
                key.getPrivateKey());
    }

    private static String sign(JwtClaims claims, String algorithm, @Nullable String id, @Nullable Key key) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setPayload(claims.toJson());
        signature.setDoKeyValidation(false);
        if (key != null) {
            signature.setKey(key);
        }
        if (id != null) {
            signature.setKeyIdHeaderValue(id);
        }
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tokens that must not be believed, by what is wrong with them; but for that each would be an operator's. */
    public static Map<String, String> forgeries(String issuer, PublicJsonWebKey key) {
        JwtClaims good = claims(issuer, "operator");
        String token = sign(good, key);
        String[] parts = token.split("\\.");
        JwtClaims expired = claims(issuer, "operator");
        expired.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 120));
        JwtClaims endless = claims(issuer, "operator");
        endless.unsetClaim("exp");
        JwtClaims early = claims(issuer, "operator");
        early.setNotBeforeMinutesInThePast(-5);
        JwtClaims forOthers = claims(issuer, "operator");
        forOthers.setAudience("others");
        JwtClaims forNobody = claims(issuer, "operator");
        forNobody.unsetClaim("aud");
        Map<String, String> forgeries = new LinkedHashMap<>();
        forgeries.put("garbage", "garbage");
        forgeries.put("three parts of garbage", "a.b.c");
        forgeries.put("expired", sign(expired, key));
        forgeries.put("never expires", sign(endless, key));
        forgeries.put("not valid yet", sign(early, key));
        forgeries.put("another issuer", sign(claims("https://elsewhere.example.com", "operator"), key));
        forgeries.put("another audience", sign(forOthers, key));
        forgeries.put("no audience", sign(forNobody, key));
        forgeries.put("alg none", sign(good, AlgorithmIdentifiers.NONE, null, null));
        forgeries.put("alg none with the key's id", sign(good, AlgorithmIdentifiers.NONE, key.getKeyId(), null));
        forgeries.put(
                "HS256 by the public key",
                sign(
                        good,
                        AlgorithmIdentifiers.HMAC_SHA256,
                        key.getKeyId(),
                        new HmacKey(key.getPublicKey().getEncoded())));
        forgeries.put("unknown key", sign(good, rsa("unknown")));
        forgeries.put("another key under the same id", sign(good, rsa(String.valueOf(key.getKeyId()))));
        forgeries.put(
                "another payload under the signature",
                parts[0] + "." + sign(claims(issuer, "operator", "x"), key).split("\\.")[1] + "." + parts[2]);
        forgeries.put("without its signature", parts[0] + "." + parts[1] + ".");
        return forgeries;
    }
}
