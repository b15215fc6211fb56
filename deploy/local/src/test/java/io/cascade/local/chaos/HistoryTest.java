/* SPDX-License-Identifier: Apache-2.0 */
package io.cascade.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final History history = new History();
    private final Row parent = row(Level.PARENTS, 1, null);
    private final Row child = row(Level.CHILDREN, 10, parent);
    private final Row grandchild = row(Level.GRANDCHILDREN, 100, child);

    @Test
    void rowsThatNobodyHasDeletedHaveToBeThere() {
        assertThat(history.expected(Level.PARENTS)).containsExactly(1L);
        assertThat(history.expected(Level.CHILDREN)).containsExactly(10L);
        assertThat(history.expected(Level.GRANDCHILDREN)).containsExactly(100L);
    }

    @Test
    void anAttemptToDeleteExcusesAllBelow() {
        // When
        parent.endangered();

        // Then
        assertThat(history.expected(Level.PARENTS)).isEmpty();
        assertThat(history.expected(Level.GRANDCHILDREN)).isEmpty();
    }

    @Test
    void anAttemptThatHasFailedExcusesNothing() {
        // When
        child.endangered();
        child.spared();

        // Then
        assertThat(history.expected(Level.GRANDCHILDREN)).containsExactly(100L);
    }

    @Test
    void aKeyThatIsCreatedAgainDoesNotWantTheChildrenOfItsFormerLife() {
        // Given
        parent.endangered();

        // When
        Row again = row(Level.PARENTS, 1, null);
        row(Level.CHILDREN, 11, again);
        history.prune();

        // Then
        assertThat(history.expected(Level.PARENTS)).containsExactly(1L);
        assertThat(history.expected(Level.CHILDREN)).containsExactly(11L);
        assertThat(grandchild.mustExist()).isFalse();
    }

    @Test
    void aTableThatIsSetBackNeedNotHaveWhatCameSince() {
        // Given
        var then = history.present(Level.CHILDREN);
        Row since = row(Level.CHILDREN, 11, parent);
        row(Level.GRANDCHILDREN, 110, since);

        // When
        history.setBack(Level.CHILDREN, then);

        // Then
        assertThat(history.expected(Level.PARENTS)).containsExactly(1L);
        assertThat(history.expected(Level.CHILDREN)).containsExactly(10L);
        assertThat(history.expected(Level.GRANDCHILDREN)).containsExactly(100L);
    }

    @Test
    void whatOnlyLosesItsReferenceHasToStayWhenThatGoes() {
        // Given
        Row note = row(Level.NOTES, 20, parent);
        assertThat(history.references(Level.NOTES)).containsExactly(Map.entry(20L, 1L));

        // When
        parent.endangered();

        // Then
        assertThat(note.mustExist()).isTrue();
        assertThat(history.references(Level.NOTES)).isEmpty();
    }

    @Test
    void whatHoldsItsOwnerHasToStayWhateverIsAskedFor() {
        // Given
        Row owner = row(Level.OWNERS, 30, null);
        row(Level.HOLDERS, 300, owner);

        // When
        owner.endangered();

        // Then
        assertThat(history.expected(Level.HOLDERS)).containsExactly(300L);
    }

    @Test
    void anOwnerThatABackupDoesNotHaveCannotBeHeld() {
        // Given
        var then = history.present(Level.OWNERS);
        row(Level.HOLDERS, 300, row(Level.OWNERS, 30, null));

        // When
        history.setBack(Level.OWNERS, then);

        // Then
        assertThat(history.expected(Level.OWNERS)).isEmpty();
        assertThat(history.expected(Level.HOLDERS)).isEmpty();
    }

    @Test
    void whatHasComeBackAfterABackupNeedNotBeThereWhenTheBackupIs() {
        // Given
        Row album = row(Level.ALBUMS, 40, null);
        Row photo = row(Level.PHOTOS, 400, album);
        row(Level.PHOTOS, 500, row(Level.ALBUMS, 50, null));
        album.endangered();
        var then = history.present(Level.PHOTOS);
        history.prune();

        // When
        album.spared();
        history.back(album);
        history.back(photo);
        assertThat(history.expected(Level.PHOTOS)).containsExactlyInAnyOrder(400L, 500L);
        history.setBack(Level.PHOTOS, then);

        // Then
        assertThat(history.expected(Level.PHOTOS)).containsExactly(500L);
        assertThat(history.expected(Level.ALBUMS)).containsExactlyInAnyOrder(40L, 50L);
    }

    private Row row(Level level, long id, @org.jspecify.annotations.Nullable Row above) {
        Row row = new Row(level, id, above, 0);
        history.inserted(row);
        return row;
    }
}
