/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.quarkus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkRewriteTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            </deletions?cursor=x>; rel="next"                     | </services/a/deletions?cursor=x>; rel="next"
            <http://a:8080/base/deletions>; rel="next"            | </services/a/deletions>; rel="next"
            </services/b/deletions/1>; rel="downstream"           | </services/b/deletions/1>; rel="downstream"
            </deletions?x=$1>; rel="next", </dead-letters>; rel=x | </services/a/deletions?x=$1>; rel="next", </services/a/dead-letters>; rel=x
            <http://elsewhere/>; rel="help"                       | <http://elsewhere/>; rel="help"
            <//elsewhere/x>; rel="help"                           | <//elsewhere/x>; rel="help"
            """)
    void leadsThePeersOwnLinksThroughTheGateway(String sent, String expected) {
        assertThat(new LinkRewrite("a", URI.create("http://a:8080/base")).rewrite(sent))
                .isEqualTo(expected);
    }
}
