/**
 * What an embedded cluster was: its state at earlier revisions, what changed between them, and by whom. Reads the store's history;
 * runs on the test's thread.
 */
@NullMarked
package io.navarch.embedded.past;

import org.jspecify.annotations.NullMarked;
