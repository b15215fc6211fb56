/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

final class PeersProducer {

    @Produces
    @Singleton
    static Peers peers(CascadeConfig config) {
        return Peers.parse(config.peers().orElse(""));
    }

    @Produces
    @Singleton
    static PeerToken peerToken(CascadeConfig config) {
        return new PeerToken(config.peerTokenFile());
    }
}
