/** What a test that failed wants to know about its cluster, as text. Reads the API as an administrator, on the test's thread. */
@NullMarked
package io.navarch.embedded.report;

import org.jspecify.annotations.NullMarked;
