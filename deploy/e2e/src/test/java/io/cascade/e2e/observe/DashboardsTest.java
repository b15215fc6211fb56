/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.e2e.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What Grafana would only tell by an empty panel. */
class DashboardsTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)}?");
    private static final Set<String> GRAFANAS_OWN = Set.of("__rate_interval", "__all");
    private static final int COLUMNS = 24;

    private final Map<String, JsonNode> dashboards = Observability.dashboards();

    @Test
    void thereIsOneOfAllServicesOneOfARelationshipAndOneOfConnect() {
        assertThat(dashboards).containsOnlyKeys("overview.json", "relationship.json", "connect.json");
        assertThat(dashboards.values())
                .extracting(dashboard -> dashboard.path("uid").asText())
                .doesNotHaveDuplicates()
                .allMatch(uid -> uid.matches("cascade-[a-z]+"));
    }

    @Test
    void everyPanelHasAnIdOfItsOwnAPlaceOfItsOwnAndSaysWhatItShows() {
        dashboards.forEach((file, dashboard) -> {
            Set<Integer> ids = new HashSet<>();
            Set<List<Integer>> cells = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                String name = file + ", " + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(name).isTrue();
                occupy(panel.path("gridPos"), cells, name);
                if (!panel.path("type").asText().equals("row")) {
                    assertThat(panel.path("description").asText()).as(name).isNotBlank();
                    assertThat(panel.path("targets")).as(name).isNotEmpty();
                    assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                            .as(name)
                            .isNotBlank();
                }
            }
        });
    }

    @Test
    void everyVariableThatIsUsedIsDefinedAndEveryOneThatIsDefinedIsUsed() {
        dashboards.forEach((file, dashboard) -> {
            Set<String> defined = new TreeSet<>();
            dashboard
                    .at("/templating/list")
                    .forEach(variable -> defined.add(variable.path("name").asText()));
            Set<String> used = new TreeSet<>();
            VARIABLE.matcher(dashboard.toString()).results().forEach(variable -> used.add(variable.group(1)));
            used.removeAll(GRAFANAS_OWN);
            assertThat(used).as(file).isEqualTo(defined);
        });
    }

    @Test
    void everyQueryGoesToTheChosenDataSource() {
        dashboards.forEach((file, dashboard) -> assertThat(dashboard.findValues("datasource"))
                .as(file)
                .isNotEmpty()
                .allMatch(source -> source.path("uid").asText().equals("${datasource}")));
    }

    private static void occupy(JsonNode place, Set<List<Integer>> cells, String name) {
        int x = place.path("x").asInt();
        int y = place.path("y").asInt();
        assertThat(x + place.path("w").asInt()).as(name).isLessThanOrEqualTo(COLUMNS);
        for (int column = x; column < x + place.path("w").asInt(); column++) {
            for (int row = y; row < y + place.path("h").asInt(); row++) {
                assertThat(cells.add(List.of(column, row))).as(name).isTrue();
            }
        }
    }
}
