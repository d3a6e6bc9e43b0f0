/** Empties namespaces that are being deleted and lets them go. One loop; finds what there is to delete by discovery. */
@NullMarked
package io.navarch.controllers.namespace;

import org.jspecify.annotations.NullMarked;
